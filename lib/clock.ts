/** Time is passed in: rooms ask `ctx.now()`, tests pin it. Leases and schedules compare on the database's clock instead. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();
