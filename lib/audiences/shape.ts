/** How deep groups of conditions go: what people cannot read back they should not send by. */
export const mostGroups = 3;
