import type { Command } from "commander";
import { publisherLoginOf } from "../publisher-login.ts";
import { rollSigningKey, signingKeys } from "../sso/signing-keys.ts";
import { print, withHouse } from "./with-house.ts";

const words = { coming: "signs from", signing: "signs since", going: "signed from" };

export function addSsoCommands(program: Command) {
  const sso = program.command("sso").description("one sign-in with the publisher's own login (docs/sso.md)");
  sso
    .command("show")
    .description("the login that signs readers in here, and the keys that sign our tokens")
    .action(async () => {
      const { login, keys, appUrl } = await withHouse(async (ctx) => ({
        login: await publisherLoginOf(ctx),
        keys: await signingKeys(ctx),
        appUrl: ctx.env.http.appUrl,
      }));
      print(login ? `${login.name}: iss ${login.issuer}, aud ${appUrl}` : "No login of the publisher's is described.");
      for (const { id, state, signsFrom } of keys) print(`${id}  ${words[state]} ${signsFrom.toISOString()}`);
    });
  sso
    .command("roll-key")
    .description("put another key in the place of the one that signs membership tokens, in a quarter of an hour")
    .option("--at-once", "the old one has leaked: nothing that it signed is good any more")
    .action(async ({ atOnce = false }: { atOnce?: boolean }) => {
      const { id, signsFrom } = await withHouse((ctx) => rollSigningKey(ctx, { atOnce }));
      print(`${id} is published now and signs from ${signsFrom.toISOString()} on.`);
    });
}
