/**
 * Words that a newspaper does not print in its readers' letters. They are written plainly because they are matched plainly.
 * Each list is one string, so that it reads as words and not as punctuation.
 */
const list = (words: string): string[] => words.trim().split(/\s+/);

/** Found anywhere inside a word, also in letters that were spaced out. */
export const anywhere = list(
  "fuck motherfuck bullshit horseshit asshole arsehole shithead dickhead fuckwit cocksuck faggot nigger wanker twatface cuntface",
);

/** Found where a word begins. */
export const beginnings = list(`
  shit cunt phuck fuk fcuk wank twat bastard bitch whore slut asshat asswip assclown arsewip dumbass dumbfuck jackass douche dipshit
  pisse nigga niggaz retards retarded tranny trannies shemale kike wetback spastic muzzie libtard conservatard fucktard
  cumstain scumbag scumbucket skank ballsack jizz goatfuck pussies shithole shitstain prick knobhead bellend tosser
`);

/** Found as a whole word. */
export const wholeWords: ReadonlySet<string> = new Set(
  list(`
  fck fcking fuc fucc fux fkn fking effing ffs stfu gtfo kys sht biatch beotch biotch btch bich ass asses arse arses azz
  cock cocks dick dicks dyke dykes fag fags paki pakis chink chinks gook gooks spic spics raghead ragheads towelhead retard
  tard tards coon coons turd turds tit tits titties boobs pussy cum cums dildo slag slags minger
  hoe hoes thot thots subhuman subhumans untermensch untermenschen pos cuck cucks wog wogs gyppo pikey pikeys
  nonce nonces paedo paedos pedo pedos clusterfuck twats
`),
);

/** Words that hold one of the above and mean no harm. */
export const harmless: ReadonlySet<string> = new Set(
  list(`
  scunthorpe shiitake shitake shitakes bastardise bastardised bastardize bastardized bastardisation bastardization
  pricked pricking prickly prickle prickles pricket wankel whorl whorls shittim shitzu spasticity pissarro pissoir
  fukushima fukuda fukuoka fukuyama fukui twattle slutsky slutskaya kikuyu dykstra
`),
);

/** Words that are abuse only in some company; what stands before or after makes them harmless, however it is written. */
export const harmlessBeside: Record<string, { before?: string[]; after?: string[] }> = {
  dick: {
    after: list("cheney van turpin whittington tracy durbin francis clark"),
    before: list("moby deadeye philip tom"),
  },
  cock: {
    before: list("weather turkey stop ball the a half"),
    after: list("a crow crowed crows fighting robin and snook pit"),
  },
  cocks: { before: list("weather the two"), after: list("crow crowed fighting") },
  ass: { before: list("wild an the silly law") },
  asses: { before: list("wild the") },
  pussy: { after: list("riot cat willow galore foot") },
  tit: { before: list("blue great coal marsh willow long-tailed"), after: list("for") },
  tits: { before: list("blue great coal marsh willow") },
  dyke: { before: list("van the a offa's devil's"), after: list("broke breach failed burst") },
  dykes: { before: list("the dutch flood sea these") },
  hoe: { before: list("a the plymouth dutch garden"), after: list("and") },
  hoes: { before: list("and spades rakes"), after: list("and") },
  chink: { before: list("a the every any"), after: list("in of") },
  chinks: { after: list("in of") },
  coon: { before: list("maine"), after: list("cat cats hound") },
  coons: { before: list("maine") },
  cum: { before: list("magna summa laude kitchen"), after: list("laude") },
  fag: { before: list("a the"), after: list("packet packets end ends ash break butt") },
  fags: { before: list("of some buy smoking"), after: list("and") },
  pos: { after: list("terminal terminals system systems") },
  slag: { after: list("heap heaps off") },
  prick: { after: list("up their our its your my the a his her") },
  pricks: { after: list("up the") },
  bitch: { before: list("breeding pregnant lactating spayed dog the"), after: list("gave whelped called named") },
  bastard: { before: list("a royal king's"), after: list("son daughter william of child children") },
  retard: { before: list("to not may will would could"), after: list("the progress growth development") },
  retarded: { after: list("growth development the") },
  spastic: { after: list("diplegia quadriplegia paralysis colon bowel") },
  douche: { after: list("bath") },
  // Who hooks the ball in rugby.
  hooker: { before: list("rugby starting replacement prop"), after: list("scored threw kicked packed limped") },
  nonce: { before: list("the"), after: list("word value") },
};

/** Ruder words that are hidden behind stars: "f*ck", "sh**", "c*nt". */
export const starred = list(
  "fuck fucks fucked fucker fuckers fucking motherfucker shit shits shitty shite bullshit shithead cunt cunts bitch bitches bastard bastards asshole assholes arsehole arseholes nigger niggers nigga faggot faggots whore whores slut sluts dick dicks dickhead dickheads cock pussy prick pricks twat twats wanker wankers piss retard retards",
);

/** Abuse that is made of harmless words. The tag says what it is. */
export const abusivePhrases: [tag: "threat" | "contempt", phrases: string][] = [
  [
    "threat",
    `
    kill|hang|shoot|drown|neck yourself|yourselves|urself
    go and? die|hang
    drop dead
    you should|must|need|deserve|ought to? be? die|shot|hanged|killed|executed|raped|lynched|beaten|hung|murdered
    hope|pray ~1 you|he|she|they ~2 die|dies|cancer|suffer|suffers|burn|burns|rot|rots|choke|raped|killed|shot
    @culprit should|must ~1 be ~1 shot|hanged|lynched|raped|hung|gassed|castrated|drowned|strangled|beheaded
    @culprit deserves|deserve|needs|need to be? ~1 shot|die|hang|hanged|lynched|raped|hung|gassed|burn|killed|castrated|beaten
    someone|somebody should|needs|must to? ~1 shoot|kill|hang|murder|lynch|rape|strangle him|her|them|you|these|this|that|those
    i will|am|would|want|going ~2 kill|murder|shoot|rape|stab|strangle|hunt|punch you|him|her|your|them
    i know where you live|work|sleep
    know where you live
    watch your back
    you ~2 be wiped out
    wiped|wipe off|out the|of? face of? the? earth
    burn|rot in hell
    gas|lynch|exterminate the|all|them|these @group
    nobody|noone|no will|would one? miss you
    better off dead
  `,
  ],
  [
    "contempt",
    `
    eat|suck my|a|his @crude
    suck|kiss|lick my|his|their|your ass|arse|balls|boots|butt
    go back to your ~1 country|jungle|cave|hole|shithole
    go back to where you came|come|belong
    go back to africa|mexico|china|india|pakistan|russia
    women|woman|girls|girl like you ~1 belong|belongs
    you|they|she|@group ~1 belong|belongs in the|a kitchen|zoo|cage|sewer|gutter
    get back in|to the kitchen
    piss|sod|bugger|naff|eff|jog off
    piece|pile|load|bag|sack|crock of shit|excrement
    piece of human|garbage|filth|scum
    you|they|@group ~2 are|is ~2 vermin|parasites|parasite|subhuman|subhumans|animals|cockroaches|cockroach|rats|scum|filth|savages|apes|monkeys|maggots|leeches
    you|these|those|this|such|fucking|dirty|filthy|disgusting vermin|parasites|parasite|scum|cockroaches|cockroach|subhumans|subhuman|maggots|savages|lowlifes|lowlife
    human garbage|trash|filth
    human|absolute|utter|total|complete|pure|vile scum|vermin
    shut the hell|heck up
    go to hell
    screw|damn|curse you
    your mother|mom|mum|mama ~2 whore|slut|ashamed|basement|swallowed
    brain dead @person
    dirty|filthy|stinking|bloody|smelly jew|jews|muslim|muslims|arab|arabs|immigrant|immigrants|gypsy|gypsies|blacks|mexican|mexicans|foreigner|foreigners|refugees|queer|queers
    inbred|inbreds|degenerate|degenerates @person
    @person inbred|inbreds|degenerate|degenerates
  `,
  ],
];

export const abusiveClasses: Record<string, ReadonlySet<string>> = {
  culprit: new Set(
    list(
      "you he she they him her them reporter journalist author editor writer mayor minister politician politicians journalists reporters scum people immigrants migrants liberals conservatives republicans democrats muslims jews gays who lot",
    ),
  ),
  group: new Set(
    list(
      "jews muslims immigrants migrants blacks whites gays refugees arabs mexicans foreigners gypsies women liberals conservatives people illegals trannies queers democrats republicans asians indians",
    ),
  ),
  crude: new Set(list("dick cock balls shorts ass arse nuts penis")),
  person: new Set(
    list(
      "moron morons idiot idiots imbecile imbeciles fool fools hillbilly hillbillies redneck rednecks swine pig pigs animal animals bastard bastards clown clowns zombie zombies sheep",
    ),
  ),
};
