/** The Meridian is an invented newspaper: its stories, people and places exist nowhere else. */

export type DemoStory = {
  slug: string;
  section: string;
  title: string;
  standfirst: string;
  byline: string;
  /** Paragraphs of HTML, already clean. */
  bodyHtml: string;
  tags: string[];
  /** Hours between publication and now. */
  hoursAgo: number;
};

export type DemoComment = { name: string; text: string; minutesAgo: number; replies?: DemoComment[] };
export type DemoThread = DemoComment & { /** Index in `demoStories`. */ story: number };
export type DemoNewsletter = { name: string; slug: string; description: string; cadence: string };

export type DemoIssue = {
  /** Slug in `demoNewsletters`. */
  newsletter: string;
  subject: string;
  /** The line that mail programs show beside the subject. */
  preview: string;
  daysAgo: number;
  /** `story` is the index of the story that the paragraph leads to. */
  paragraphs: { text: string; story?: number }[];
};

export type DemoOffer = { title: string; description: string; code: string; linkLabel: string; validDays: number };

export const demoStories: DemoStory[] = [
  {
    slug: "the-river-that-three-cities-borrowed",
    section: "Water",
    title: "The river that three cities borrowed and nobody returned",
    standfirst:
      "For forty years the Marlow fed the mills, the farms and the taps below it. This summer it reached the sea for eleven days.",
    byline: "Ines Okafor",
    tags: ["Water", "Marlow", "Harrow Weir", "Agriculture"],
    hoursAgo: 3,
    bodyHtml: `<p>The ledger at Harrow Weir lives in a biscuit tin, because the pump house leaks. Every gallon that anyone has lawfully taken from the Marlow since 1961 is entered in it, by hand, with the hour and the height of the water. Tomas Reel has made the entries for nineteen years. There are thirty blank pages left, and he has stopped wondering who will need them.</p>
<p>“People come here to look at the river,” he says, and turns the tin so that the light falls on the page. “The river is in here. What is outside is only what was left over.”</p>
<p>What is outside, on a Tuesday in late summer, is a bed of pale stones some sixty metres wide, with a channel along its eastern edge that a child could jump. The gauge on the weir reads eleven centimetres. The agreement that governs the gauge supposes a metre and a half.</p>
<h2>A third of one wet spring</h2>
<p>That agreement is four pages long. It was signed by the councils of Harrow, Saint Brannock and Lower Quay, and it promised each of them a third of the flow, after the mills had taken theirs. To find out what a third was, an engineer stood at the weir through April and May of 1960 and wrote down what passed. It was the wettest spring in the record, then and since. Nobody measured again.</p>
<p>For a long time this did not matter, because nobody took a full share. The mills closed. Lower Quay bought its water from the hills. Then, within about a decade, the orchards above Saint Brannock changed from apples to almonds, Harrow doubled in size, and all three began to draw what the paper allowed them. Added together, the paper allowed them rather more than there was.</p>
<blockquote><p>It is as if three people had each been given a key to the same room, and each had been told that they would find it empty.</p></blockquote>
<p>Ruth Anselm, who teaches hydrology at the polytechnic in Harrow and whose students now measure the flow each week for nothing, puts the shortfall at two fifths. In August the river reached its mouth on eleven days. In the five summers before, it had done so on ninety-three, seventy, fifty-eight, sixty-one and thirty-four.</p>
<h2>Who may ask</h2>
<p>The obvious course is to sign another agreement. The difficulty is that the signatories are gone. The three councils were dissolved in the reform of 1988, and their rights passed to a regional board that was abolished in 2004. The board’s duties were shared among four bodies. Its rights, as far as The Meridian has been able to establish from the transfer papers, were not mentioned.</p>
<p>Each of the four bodies told this newspaper that another of them was responsible. One added that it would welcome clarity.</p>
<p>In the meantime the only person who acts on the agreement is Mr Reel, whose post is paid for by a trust that was set up to keep the pump house painted. When the gauge falls below ten centimetres, he is entitled to close the sluices. He has never done it. On the morning of our visit he took down the key, looked at it, and hung it up again.</p>
<p>“If I turn it, they will find out who is responsible by lunchtime,” he says. “I only wish that I were sure it was not me.”</p>`,
  },
  {
    slug: "the-last-night-bus-keeps-a-diary",
    section: "City",
    title: "The last night bus keeps a diary",
    standfirst:
      "Route 40 loses money on every journey that it makes after midnight. A year of riding it suggests that the city has been counting the wrong thing.",
    byline: "Daniel Voss",
    tags: ["City", "Transport", "Night"],
    hoursAgo: 9,
    bodyHtml: `<p>At ten minutes past two the 40 leaves Corn Exchange with nine people on it, which is one fewer than the number at which the transport office would call it busy. Two of them are cleaners on their way to the tower at Pell Street. One is a nurse. One is asleep, and will stay asleep until the driver wakes him at his stop, as she does four nights a week.</p>
<p>The council will decide next month whether the bus should go on running. The case against it takes up a single line in a table: each journey after midnight costs the city eleven pounds more than it earns. No other line of the table has a figure so bad, apart from the ferry, and people are fond of the ferry.</p>
<p>The case for it has been kept in a row of school exercise books by Marguerite Hale, who has driven the route since 2011. She began to write down what her passengers did for a living because she was bored at the terminus. By now she has some four thousand entries, without a single name.</p>
<h2>What the books say</h2>
<p>The Meridian counted a year of them. Of every hundred passengers after midnight, thirty-one were going to work and twenty-eight were coming home from it. Fourteen worked at the hospital. Six worked for the transport office itself. Those who were coming home from a night out, for whom the service is generally supposed to exist, made up nineteen.</p>
<p>“When the day buses are late, the newspaper hears of it,” Mrs Hale says. “When mine is late, a ward is short of two people and nobody knows why.”</p>
<p>The hospital has never been asked what it would do. Its head of staffing, Joan Abara, did the sum while we were on the telephone. Taxis for those fourteen would cost the health service some three times what the bus loses. “That would not be in the same table,” she said, “so I suppose that it would not count.”</p>
<p>It is not an argument about sentiment. A city that works all night has already decided that somebody must travel at two in the morning. What it is deciding next month is only who should pay: everybody a little, through a bus, or a few people a great deal, out of wages that are paid by the hour.</p>
<p>At the end of the line Mrs Hale turns off the engine, and for four minutes it is quiet enough to hear the canal. She takes out the exercise book. Nine people tonight, she writes, and under it, in smaller letters: <em>all of them expected.</em></p>`,
  },
  {
    slug: "an-orchestra-learns-to-play-without-the-hall",
    section: "Culture",
    title: "An orchestra learns to play without the hall",
    standfirst:
      "The Brannock Sinfonia lost its building to a ceiling. In the laundries, depots and swimming baths where it plays now, it has found the audience that it had been advertising for.",
    byline: "Clara Whitmore",
    tags: ["Culture", "Music", "Saint Brannock"],
    hoursAgo: 20,
    bodyHtml: `<p>The plaster came down on a Thursday, on the second violins, who were at lunch. By the evening the engineers had found that the rest of the ceiling at Saint Brannock’s Assembly Hall was held up chiefly by its own paint, and the Sinfonia, which had played there since 1923, was without a home and eleven days from its first concert of the season.</p>
<p>What happened next is told in the orchestra as a farce. The cathedral was booked. The school hall was the wrong shape for trombones. On the ninth day the manager, Owen Tarrant, rang the owner of the Imperial Laundry about tablecloths for a reception and, having run out of other ideas, asked how large the drying floor was.</p>
<p>So the season opened among the presses, in air that smelled of starch, in front of four hundred people on folding chairs. Sixty of them worked there. Forty of those had never heard an orchestra in a room, and one, a presser called Bell Adeyemi, told the conductor afterwards that she had thought the sound would come from one place.</p>
<h2>The sound comes from everywhere</h2>
<p>There have been fourteen concerts since, none of them in the same place twice. The tram depot has an echo of five seconds, and was given Bruckner. The empty swimming bath turned out to love the clarinet. At the fish market they learned that gulls join in at anything above a certain pitch, and a piece for piccolo was quietly replaced.</p>
<p>The figures are less funny, and the board has read them several times. Half of those who bought a ticket this year had never bought one before. Their average age is thirty-four; in the hall it had been sixty-one. The orchestra has spent nothing on posters, because the people who work in a building tell the people who live around it.</p>
<blockquote><p>For twenty years we asked why they would not come to us. It had not occurred to anybody that this was a question about transport.</p></blockquote>
<p>The ceiling will be ready in the spring, and with it a question that nobody enjoys. The hall’s new roof was paid for by people who love the hall. They would like their orchestra back in it. Mr Tarrant, who was hired to fill its seats, has suggested that it might be used for six concerts of the year and let out for weddings during the rest.</p>
<p>The players voted last week. The result has not been published, but the second violins have had boxes made for their music stands, with wheels on them.</p>`,
  },
  {
    slug: "the-moth-that-reads-the-street-lamps",
    section: "Science",
    title: "The moth that reads the street lamps",
    standfirst:
      "When Lower Quay changed its lamps, a small brown moth began to fly an hour later. Two teachers and ninety children found out why.",
    byline: "Hanna Lindqvist",
    tags: ["Science", "Insects", "Light"],
    hoursAgo: 28,
    bodyHtml: `<p>The quay pug is a moth the size of a thumbnail and the colour of a paper bag, and until three years ago nobody had ever written more than a paragraph about it. It now has a paper of its own, with ninety-two authors, of whom the youngest is eight.</p>
<p>The work began with a sheet. Every Friday after dusk, two teachers at Lower Quay primary school hung one in the yard with a lamp behind it, so that the children could count what came. They did this for the arithmetic. In the autumn of the second year the numbers for the quay pug fell to almost nothing, while those for everything else remained where they were.</p>
<p>A professional would have concluded that the moth was in decline. The children, who were allowed to stay up, noticed that it was late. It had always come at about eight. Now it came at nine, when most of the sheets in the country have been taken in.</p>
<h2>A question of colour</h2>
<p>That September the town had replaced its orange street lamps with white ones. It took the school a year to show that the two things were connected, and the way in which they did so has been admired by people who are paid to think of such things. They asked the council to leave the old lamps in every second street, and hung up a sheet in each.</p>
<p>In the orange streets the moth came at eight. In the white ones it came at nine. Where the two met, at the corner of Tar Lane, it came at eight on one side of the road and at nine on the other.</p>
<p>The explanation, says Peter Oyelaran, who studies the vision of insects at the polytechnic in Harrow and checked the figures, is that the moth does not read the clock. It reads the sky, and waits until there is as little blue in it as at the end of dusk. White lamps are full of blue. Under them dusk goes on until the shops have closed and their windows are dark, which in Lower Quay is at nine.</p>
<p>An hour is a long time in a life of eleven days. The flowers that the moth visits close at half past nine, and it lays fewer eggs in the white streets, by about a third. The council has agreed to try lamps of a warmer white along the harbour, at no extra cost.</p>
<p>The children have asked to be told the result by Friday, and have been informed that science is not like that. They have hung up the sheet in any case.</p>`,
  },
  {
    slug: "the-bakery-that-sold-itself-to-its-ovens",
    section: "Business",
    title: "The bakery that was sold to the people at its ovens",
    standfirst:
      "When Amadou Pelletier wanted to retire, four buyers offered him more than his staff could. He did the arithmetic again.",
    byline: "Samuel Ferreira",
    tags: ["Business", "Employment"],
    hoursAgo: 33,
    bodyHtml: `<p>The highest offer for Pelletier &amp; Daughters came from a chain that has no daughters. It would have closed the ovens in Mercer Row, baked in its own plant forty miles away and kept the name, which market research had found to be warm.</p>
<p>Amadou Pelletier, who is seventy-one, took the offer home and worked out what he would do with the money. “I would have bought a house near a good bakery,” he says. “And then there would not have been one.”</p>
<p>So in June he sold to the thirty-four people who work for him, for two thirds of the price, to be paid from profits over nine years. Each of them has one vote and an equal share, from the head baker to the boy who washes the vans. If they fail, he loses most of it.</p>
<p>They have raised their own wages once, by less than he had expected, and put off a new van. They have also stopped making the walnut loaf, which had lost money since 1996 and which Mr Pelletier had thought that the staff were fond of. They had thought that he was.</p>
<p>Such sales are still rare: the district knows of five in ten years. All five are still trading. The lender who arranged this one says that the reason is dull. “People who own the oven,” she says, “tend to mention it when it makes a noise.”</p>`,
  },
  {
    slug: "publish-the-gauge",
    section: "Opinion",
    title: "Publish the gauge, and the argument will look after itself",
    standfirst: "Nobody can settle who owns the Marlow until everybody can see how much of it there is.",
    byline: "Ruth Anselm",
    tags: ["Opinion", "Water", "Marlow"],
    hoursAgo: 5,
    bodyHtml: `<p>I have sat through eleven public meetings about the river Marlow. At each of them somebody has said that there is plenty of water, and somebody else has said that there is none, and both of them have been applauded. It is a strange way to discuss a quantity.</p>
<p>There is a gauge at Harrow Weir. It has been read every day for more than sixty years. The readings are kept in a tin, and whoever wishes to see them may go there between two and four on a Tuesday. I do not suggest that anybody is hiding them. It is only that nobody has been asked to show them.</p>
<p>My students and I have typed up the last ten years, and it took us nine afternoons. I should like the region’s water office to do the rest, to put a sensor beside the gauge and to publish what it says each hour, on a page that works on a telephone. The cost is that of one consultant for one week.</p>
<p>This would decide nothing. It would not say whether an almond is worth more than a trout. But I have noticed that people who can see the same number begin to argue about what to do, and that those who cannot argue about each other. We have tried the second for a long time.</p>`,
  },
  {
    slug: "harrow-counts-its-empty-shops",
    section: "City",
    title: "Harrow counts its empty shops, and finds that most are not empty",
    standfirst: "A survey on foot has found workshops, choirs and one trapeze behind the shutters of the High Street.",
    byline: "Leila Haddad",
    tags: ["City", "Harrow"],
    hoursAgo: 46,
    bodyHtml: `<p>According to the register, forty-one of the hundred and sixty shops in Harrow High Street are vacant. In May the town sent six volunteers to knock at each of them, and at twenty-six doors somebody answered.</p>
<p>They found two potters, a man who repairs accordions, a choir that rehearses among the fittings of a shoe shop, and, behind the blinds of the former savings bank, a trapeze. Most had an arrangement with the owner: no rent, no lease, and the promise to leave within a month.</p>
<p>The owners have a reason to keep this quiet. A shop that is registered as vacant pays half the rate. The tenants have one too, since most of what they do is not allowed in a building that is meant for selling things.</p>
<p>The councillor who ordered the count, Piet Marais, had wanted to know how much the street had lost. He now proposes a licence for such uses, at a tenth of the rate, which would cost the owners something and give the tenants a right to stay until the end of the year.</p>
<p>“We had planned a campaign to bring the street back to life,” he told the committee on Monday. “It seems that we had better begin by not disturbing it.”</p>`,
  },
  {
    slug: "a-dictionary-for-a-language-with-nine-speakers",
    section: "Culture",
    title: "A dictionary for a language with nine speakers",
    standfirst:
      "Old Quayish has forty words for rope and none for hurry. Its last speakers have agreed on almost all of them.",
    byline: "Clara Whitmore",
    tags: ["Culture", "Language"],
    hoursAgo: 70,
    bodyHtml: `<p>The nine people who still speak Old Quayish meet on Wednesdays in the back room of the Anchor, and for six years a tenth person has sat at the end of the table with a recorder. On Saturday Nadia Brook’s dictionary was published, in an edition of five hundred, with eleven thousand entries and a map.</p>
<p>It was the language of the harbour: of pilots, sailmakers and the women who mended nets. It has some forty words for rope, according to what the rope is doing. It has a tense for what would have happened if the wind had held. It has no word for hurry, and the nearest that the speakers could offer means to spill.</p>
<p>They disagreed about one entry in twenty. Where they could not be reconciled, Mrs Brook printed both meanings and the initials of those who hold them, so that the dictionary contains, among other things, the record of a quarrel about a herring that began in 1958.</p>
<p>The oldest speaker, Edda Corrie, is ninety-four, and was given the first copy. She read for some time. Then she asked for a pencil.</p>`,
  },
  {
    slug: "what-the-ice-in-the-cellar-remembers",
    section: "Science",
    title: "What the ice in the cellar remembers",
    standfirst:
      "Under a brewery in Harrow lie forty layers of winter, cut from the Marlow and forgotten. Researchers have begun to read them.",
    byline: "Hanna Lindqvist",
    tags: ["Science", "Marlow", "Climate"],
    hoursAgo: 94,
    bodyHtml: `<p>Before there were refrigerators, Harrow’s brewers cut ice from the river each January and stacked it in a cellar nine metres below the yard, between layers of straw. When the machines came, they closed the door. It was opened again last year by a plumber.</p>
<p>The lowest blocks had not melted. There are forty layers of them, from the winters between 1871 and 1911, and each holds what the Marlow carried on the day when it froze: soot, pollen, the scales of fish, and, from 1889 onwards, traces of a green dye that was made at the upper mill.</p>
<p>“It is an accident of the best kind,” says Ulla Marsh, who leads the work. “A glacier remembers the sky. This remembers a town.”</p>
<p>Her group has read seven layers so far. They suggest that there were salmon above the weir for twenty years longer than the records admit, and that they disappeared within two winters, when the mill’s second dye came in.</p>
<p>The rest must be read quickly. Since the door was opened the cellar has warmed by a degree, and the youngest layer, the winter of 1911, is already a stain on the straw.</p>`,
  },
  {
    slug: "the-ferry-will-cost-a-penny-more",
    section: "Business",
    title: "The ferry will cost a penny more, and publish where it goes",
    standfirst:
      "After ninety years without a balance sheet, the Lower Quay ferry has shown its passengers the accounts. They asked for a higher fare.",
    byline: "Samuel Ferreira",
    tags: ["Business", "Transport", "Lower Quay"],
    hoursAgo: 118,
    bodyHtml: `<p>The Lower Quay ferry crosses three hundred metres of water every twelve minutes and has lost money on it since 1934. The losses were met by the harbour, which did not say how large they were, and every few years somebody proposed to close it.</p>
<p>In January its new manager, Beatriz Lowe, painted the accounts on the wall of the waiting room: diesel, wages, paint, rope, and at the bottom, in red, what was missing for each passenger. It came to four fifths of a penny.</p>
<p>She had meant to prepare people for the worst. Instead a retired pilot started a petition for a higher fare. It was signed by six thousand passengers in a town of nine thousand, some of whom, to judge by their handwriting, were under ten.</p>
<p>From the first of next month the crossing will cost a penny more. The extra fifth of a penny goes towards an electric engine, and the wall has a new line, in blue, which shows how much of it there is. By Friday they could afford the propeller.</p>`,
  },
];

export const demoComments: DemoThread[] = [
  {
    story: 0,
    name: "Lena Brandt",
    minutesAgo: 128,
    text: "I farmed two fields below Harrow until 2009. Every spring we were told that the survey would be done again. It would help if the story printed the figure of 1960 beside the one from last year.",
    replies: [
      {
        name: "Ines Okafor",
        minutesAgo: 96,
        text: "Both are in the minutes of the regional board, and we have added them to the second chart. Thank you for asking.",
      },
      {
        name: "Lena Brandt",
        minutesAgo: 81,
        text: "Thank you, that was quick. The difference is even larger than I remembered.",
      },
    ],
  },
  {
    story: 0,
    name: "Samir Khan",
    minutesAgo: 74,
    text: "Who has the right to renegotiate now that the three councils are gone? That seems to me the question on which all the others depend.",
    replies: [
      {
        name: "Judith Amory",
        minutesAgo: 52,
        text: "I worked on the transfer of 2004. Rights that were not listed went to the ministry by default, but somebody there would have to know that they have them.",
      },
    ],
  },
  {
    story: 0,
    name: "Oskar Nyberg",
    minutesAgo: 45,
    text: "I grow almonds above Saint Brannock, and we have cut our water by a third since we changed to drip lines. I would sign a new agreement tomorrow if I knew where to send it.",
  },
  {
    story: 0,
    name: "Miriam Castell",
    minutesAgo: 31,
    text: "My class visited the pump house in May, and Mr Reel let every child write one reading in pencil on the last page. They still talk about it.",
  },
  {
    story: 0,
    name: "Gareth Pole",
    minutesAgo: 12,
    text: "Two fifths is a large claim. I would like to see how the polytechnic arrived at it, because a channel that moves to the east is easy to measure badly.",
  },
  {
    story: 1,
    name: "Aisha Romero",
    minutesAgo: 410,
    text: "I am one of the fourteen from the hospital. Without the 40 I would have to leave home two hours before my shift and wait in the car park.",
    replies: [
      {
        name: "Tom Ridley",
        minutesAgo: 372,
        text: "The same is true for those of us at the sorting office. Nobody from the council has ever asked us either.",
      },
    ],
  },
  {
    story: 1,
    name: "Helen Osei",
    minutesAgo: 335,
    text: "I am in favour of the bus, but eleven pounds for each journey is real money. Would a smaller vehicle after midnight not cost much less?",
    replies: [
      {
        name: "Daniel Voss",
        minutesAgo: 301,
        text: "The transport office looked at that in 2019. Most of the cost is the driver, so a smaller bus would save about ninety pence.",
      },
    ],
  },
  {
    story: 1,
    name: "Viktor Lang",
    minutesAgo: 190,
    text: "Mrs Hale has woken me at Tanner’s Bridge more often than I care to admit. I hope that the exercise books end up in the city archive.",
  },
  {
    story: 1,
    name: "Priya Menon",
    minutesAgo: 64,
    text: "The table should be published together with the figures for the day routes. I suspect that several of them do worse on a Sunday.",
  },
];

export const demoNewsletters: DemoNewsletter[] = [
  {
    name: "The Morning Meridian",
    slug: "morning",
    description: "Five stories and the weather, in the time that it takes to drink a coffee.",
    cadence: "Every weekday at 6.30",
  },
  {
    name: "The Long Read",
    slug: "long-read",
    description: "One story that took months, sent when there is time to read it, with a note from whoever wrote it.",
    cadence: "Saturdays",
  },
  {
    name: "The Water Ledger",
    slug: "water-ledger",
    description: "What the Marlow did this month: the gauge, the decisions, and the people who live by both.",
    cadence: "The first Monday of the month",
  },
];

export const demoIssues: DemoIssue[] = [
  {
    newsletter: "morning",
    subject: "Nine people on the 2.10 from Corn Exchange",
    preview: "Also: a moth that is late, and a ferry that asked for more.",
    daysAgo: 1,
    paragraphs: [
      {
        text: "Good morning. It will be dry until the evening, with a light wind from the harbour, and the Marlow stands at eleven centimetres.",
      },
      {
        text: "The council decides next month whether Route 40 should go on running after midnight. Its driver has kept a diary that puts the question differently.",
        story: 1,
      },
      {
        text: "In Lower Quay a class of children stayed up late enough to make a discovery about street lamps.",
        story: 3,
      },
      { text: "The ferry has shown its passengers the accounts, and something unusual happened.", story: 9 },
      { text: "And in the High Street of Harrow, somebody knocked at the doors of forty-one empty shops.", story: 6 },
    ],
  },
  {
    newsletter: "long-read",
    subject: "An orchestra without a ceiling",
    preview: "Clara Whitmore on fourteen concerts, none of them in the same place twice.",
    daysAgo: 5,
    paragraphs: [
      {
        text: "I went to the Imperial Laundry because I had been promised a comic story about a collapsed ceiling. I came back with a different one, and with very clean cuffs.",
      },
      {
        text: "This week’s long read follows the Brannock Sinfonia through a year of depots, markets and swimming baths, and asks what a concert hall is for.",
        story: 2,
      },
      {
        text: "If you have ten minutes more, Nadia Brook’s dictionary of Old Quayish is the best novel that I have read this year.",
        story: 7,
      },
      {
        text: "Thank you for reading to the end. Your letters about last week’s piece have all been passed on to the beekeepers.",
      },
    ],
  },
];

export const demoOffers: DemoOffer[] = [
  {
    title: "A year of The Meridian for half the price",
    description:
      "Every story, the archive since 1919 and the crossword, for the first year at half of what it usually costs. You can stop at any time.",
    code: "HALFYEAR",
    linkLabel: "See what it includes",
    validDays: 21,
  },
  {
    title: "Two tickets for the price of one at the Brannock Sinfonia",
    description:
      "For any concert of the spring season, wherever it turns out to be. Show the code at the door, or give it when you book.",
    code: "SINFONIA2",
    linkLabel: "Choose a concert",
    validDays: 45,
  },
];

export const demoPlans = [
  {
    name: "The Meridian, digital",
    description: "Every story on every day, the archive since 1919, and the crossword.",
    sections: [],
    trialDays: 14,
    isListed: true,
    groups: { from: 2, to: 500 },
    currency: "eur",
    prices: [
      { every: "month" as const, currency: "eur", amount: 900 },
      { every: "year" as const, currency: "eur", amount: 9_000 },
    ],
  },
  {
    name: "The Meridian for readers of the Water desk",
    description: "Every story on rivers, weirs and taps, and nothing that you would not read.",
    sections: ["Water"],
    trialDays: 0,
    isListed: true,
    groups: null,
    currency: "eur",
    prices: [{ every: "month" as const, currency: "eur", amount: 400 }],
  },
];
