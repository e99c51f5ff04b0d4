const mostWords = 8;

/** Every word as a pattern of LIKE that finds it anywhere; what means something to LIKE stands for itself. */
export const likeEach = (words = "") =>
  words
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, mostWords)
    .map((word) => `%${word.replace(/[\\%_]/g, "\\$&")}%`);
