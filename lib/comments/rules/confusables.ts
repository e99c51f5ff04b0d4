/**
 * Letters that look like a Latin letter and that NFKD does not take apart, for matching only.
 * Each entry is the Latin letter, then everything that is drawn like it.
 */
const lookalikes: [string, string][] = [
  ["a", "аαɑᴀ"],
  ["b", "ьвβʙ"],
  ["c", "сϲᴄ"],
  ["d", "ԁđɗᴅ"],
  ["e", "еєεəᴇ"],
  ["f", "ƒꜰ"],
  ["g", "ɡցɢ"],
  ["h", "һнհħʜ"],
  ["i", "іιıɪɩ"],
  ["j", "јյᴊ"],
  ["k", "кκᴋ"],
  ["l", "ӏłլʟ"],
  ["m", "мᴍ"],
  ["n", "ոηпɴ"],
  ["o", "оοօσøᴏ"],
  ["p", "рρᴘ"],
  ["q", "ԛզ"],
  ["r", "гʀ"],
  ["s", "ѕꜱ"],
  ["t", "тτŧᴛ"],
  ["u", "սυμᴜ"],
  ["v", "ѵνᴠ"],
  ["w", "ԝωաᴡ"],
  ["x", "хχ"],
  ["y", "уγʏ"],
  ["z", "ᴢ"],
  ["ss", "ß"],
  ["ae", "æ"],
  ["oe", "œ"],
];

/** Letters in a box or a circle, which Unicode treats as pictures: the first of each row of 26. */
const picturedAlphabets = [0x1f130, 0x1f150, 0x1f170, 0x1f1e6];

export const confusables: ReadonlyMap<string, string> = new Map([
  ...lookalikes.flatMap(([latin, drawn]) => [...drawn].map((letter): [string, string] => [letter, latin])),
  ...picturedAlphabets.flatMap((first) =>
    Array.from({ length: 26 }, (_, n): [string, string] => [
      String.fromCodePoint(first + n),
      String.fromCharCode(0x61 + n),
    ]),
  ),
]);
