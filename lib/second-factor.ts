import { deskActs } from "./access.ts";
import type { Actor, House } from "./context.ts";
import type { Contract } from "./contract.ts";
import { Refusal } from "./errors.ts";

/** How long a proof is young enough for what sends, exports, erases or opens another way in. */
export const proofMinutes = 15;

export type Proof = { hasApp: boolean; hasPasskey: boolean; provenAt: Date | null };

/** What somebody could show, and when they last did on this device. Asked of the database at every request of the desk. */
export async function proofOf(house: House, memberId: string, sessionId: string): Promise<Proof> {
  const [proof] = await house.sql<Proof>`
    select exists (select from authenticators a where a.member_id = ${memberId} and a.confirmed_at is not null) as "hasApp",
           exists (select from passkeys p where p.member_id = ${memberId}) as "hasPasskey",
           (select proven_at from sessions where id = ${sessionId}) as "provenAt"`;
  return proof ?? { hasApp: false, hasPasskey: false, provenAt: null };
}

/** Whether the desk stays closed on this device until its owner has set a second factor up, or shown it. */
export const isProofMissing = ({ env }: Pick<House, "env">, { hasApp, hasPasskey, provenAt }: Proof) =>
  (env.staff.needsSecondFactor || hasApp || hasPasskey) && provenAt === null;

/** @throws Refusal proof_needed, which says what the asker could show */
export async function assertProof(
  house: House,
  { access, stepUp, beforeProof }: Pick<Contract, "access" | "stepUp" | "beforeProof">,
  actor: Actor,
) {
  const isDesk = access in deskActs;
  // Who made a key has shown their second factor for it.
  if (actor.kind === "member" && actor.key) return;
  if (actor.kind !== "member" || actor.roles.length === 0 || !(isDesk || stepUp) || (beforeProof && !stepUp)) return;
  const proof = await proofOf(house, actor.id, actor.sessionId);
  const isSetUp = proof.hasApp || proof.hasPasskey;
  const isNeeded = isSetUp || (isDesk && !beforeProof && house.env.staff.needsSecondFactor);
  if (!isNeeded) return;
  const oldest = house.now().getTime() - proofMinutes * 60_000;
  if (proof.provenAt && (!stepUp || proof.provenAt.getTime() > oldest)) return;
  throw new Refusal("proof_needed", sentence(isSetUp, proof.provenAt !== null), {
    hasApp: proof.hasApp,
    hasPasskey: proof.hasPasskey,
  });
}

function sentence(isSetUp: boolean, wasProven: boolean) {
  if (!isSetUp)
    return "The desk asks its staff for a second factor. Set one up under “Prove that it is you”, and go on.";
  if (wasProven)
    return `This needs a proof that is younger than ${proofMinutes} minutes. Show your second factor, and go on.`;
  return "Show your second factor on this device first.";
}
