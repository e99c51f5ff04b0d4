/** Words for attacks on a person. Each list is one string, so that it reads as words and not as punctuation. */
const set = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** Names that are called. */
const insult = set(`
  idiot idiots moron morons imbecile imbeciles cretin cretins fool fools clown clowns dunce dunces dimwit dimwits halfwit
  halfwits nitwit nitwits twit twits dolt dolts dummy dummies simpleton simpletons ignoramus buffoon buffoons dullard airhead
  airheads blockhead muppet muppets numpty numpties plonker pillock pillocks prat prats git gits wally berk lunatic lunatics
  nutjob nutjobs nutcase nutcases whackjob wacko wackos weirdo weirdos freak freaks psycho psychos psychopath sociopath
  loser losers coward cowards liar liars hypocrite hypocrites bigot bigots racist racists fascist fascists nazi nazis
  troll trolls shill shills stooge creep creeps pervert perverts scum scumbag scumbags snake pig pigs swine rat weasel
  parasite parasites disgrace sheep sheeple snowflake snowflakes crybaby crybabies brat brats thug thugs crook crooks
  charlatan fraud imposter slob slobs degenerate degenerates lowlife lowlifes vermin trash garbage embarrassment
  ass arse asshole assholes arsehole bastard bastards bitch bitches prick pricks dick dickhead dickheads twat twats wanker
  wankers tosser tossers cunt cunts retard retards dumbass dumbasses jackass douchebag bellend knob knobhead tool boomer
  bootlicker bootlickers simp incel incels redneck rednecks hag witch slut whore
`);

/** Names that are an insult of whomever they are said: a politician may be a liar, but nobody is called a moron here. */
const strong = set(`
  idiot idiots moron morons imbecile imbeciles cretin cretins dimwit dimwits halfwit halfwits nitwit nitwits ignoramus
  buffoon buffoons airhead dumbass dumbasses asshole assholes arsehole arseholes bastard bastards bitch bitches prick pricks
  dickhead dickheads twat twats wanker wankers tosser tossers cunt cunts retard retards jackass douchebag knobhead scumbag
  scumbags numpty plonker pillock nutjob nutjobs wacko wackos lowlife lowlifes dunce dolt simpleton sheeple pervert perverts
`);

/** What a person, and hardly ever a plan, is said to be. */
const unkind = set(`
  stupid dumb thick dense ignorant clueless brainless brain-dead braindead witless gullible delusional deluded insane crazy
  mad mental unhinged deranged retarded pathetic pitiful disgusting vile repulsive worthless useless hopeless ugly fat
  illiterate uneducated brainwashed lazy spineless gutless evil despicable moronic idiotic senile demented mentally
  sick nasty hateful cowardly dishonest hypocritical racist biased simple-minded simpleminded narrow-minded naive triggered
  childish infantile butthurt
`);

const writer =
  set(`authors writers journalists reporters editors commenters moderators mods author writer journalist reporter editor columnist commenter commentator poster op moderator mod reviewer
  blogger correspondent contributor critic interviewer`);

const have = set("have has had got");
const be = set("is are was were am be being sounds sound seems seem looks look");

const degree =
  set(`such just so too very really clearly obviously quite utterly completely totally truly all that this simply plain
  still always also nothing only absolutely probably honestly literally seriously both`);
const curse =
  set(`fucking bloody damn damned goddamn absolute complete total utter little dirty lying old fat big sad sorry silly
  arrogant pompous smug blithering spoiled miserable poor filthy rotten bitter hateful left-wing right-wing leftist communist`);

export const personalClasses = { degree, curse, insult, strong, unkind, writer, have, be };

export type Aim = "reader" | "writer" | "somebody";

export const personalPhrases: [Aim, string][] = [
  [
    "reader",
    `
    you|your are? @degree? @degree? a|an|the|such|nothing|another|one|all|some|part|as|no|like a|an|but|of|more|than|better? ~2 @insult
    you are @degree? @degree? @insult
    you|your @unkind|@curse? @unkind|@curse? @insult
    you ~2 sound|seem|look|act|behave|write|talk|think|come|are|remain ~1 like|as|across a|an|some|complete|total|such? ~2 @insult
    you ~1 are|sound|seem|look|must so|too|very|really|clearly|obviously|just|as|quite|utterly|completely|totally|truly|all|that|this|be|simply|plain? be|a|so|just|mentally? @unkind
    you @unkind @insult|people|person|man|woman|boy|girl|child|lot|creature|thing|troll
    you ~2 would|must|will|may|might|could have|need|be to|a|an|some? be|a|an? a|an|some? ~2 @insult
    you must|would have? to? be ~2 @insult|@unkind
    are|were you really|just|still|that|this|all|so|too|some|a|an|actually|even|seriously|being|always|just|born? kind|a|an|such|so|this|that? ~2 @insult
    are you just|really|that|this|so|too|actually|always|genuinely|seriously|all|being|even? @unkind
    are you literate|blind|deaf|drunk|retarded @insult?
    you have no|zero|little|not brain|brains|clue|idea|integrity|shame|morals|decency|spine|conscience|intelligence|life|class
    you ~1 do not have a|any|half|the brain|brains|clue|spine|integrity|shame|morals|decency|intelligence
    you do not have a brain|clue
    you know nothing|jack
    you know|understand nothing|jack|zero about|of
    you can|could|do not even read|think|spell|count|write
    you make me sick|puke|vomit
    you disgust me|us|everyone
    you should|ought to? be ashamed
    you and your kind|ilk|lot
    you people @be|make|disgust|deserve|will|never
    your stupidity|ignorance|idiocy|stupid|dumb|tiny|little|pathetic|puny|pea|idiotic|small|feeble|empty|childish|bigotry brain|mind|head|life|skull|face|ass|comment|opinion|post|self?
    your brain|head|skull is|must ~2 empty|broken|missing|mush|rotten|small|dead|hollow
    your mother|mom|mum|parents must|should|would|dropped|raised ~3 ashamed|you|failed|head
    nobody|noone asked|likes|wants|believes you
    nobody|noone cares|asked ~1 what|about you|your
    no one|body asked|likes|wants|believes you
    no one|body cares|asked ~1 what|about you|your
    who asked you
    people|person|somebody|someone|women|men|idiots|morons|readers|commenters|voters|fools|trolls|those|guys|kids|boomers|liberals|conservatives like|as you|yourself|yourselves
    shut up|it|your ~1 @insult?
    shut your mouth|face|trap|gob|hole
    get a life|brain|grip|clue
    ^get lost @insult?
    grow up ~1 @insult|little|child|kid
    grow a|some pair|spine|brain
    ^learn how? to read|think|spell|write|count
    what is wrong with you
    what the hell|heck is wrong with you
    what a|an ~2 @insult you
    how stupid|dumb|thick|dense|ignorant|naive|gullible|blind|pathetic are|can|could must? you
    how dumb|stupid|thick|ignorant do you
    look in the mirror ~1 @insult
    calling|call yourself a|an @writer
    call yourself a|an @writer
    ^go back to school|kindergarten|nursery|bed|sleep|your
    are you on drugs|crack|meth
    take your meds|medication|pills
    crawl back under|into|to
    wake up you? sheep|sheeple
    ^cry more|harder
    bless your tiny|little heart|brain
    you would not know ~4 if it
    you are not ~1 very|too|that|so|particularly|exactly bright|clever|smart|intelligent
    you need your head|brain examined|checked|tested|read
    you are a|an|such|nothing ~1 joke
    your kind|ilk|sort is|are
    you belong in|on a|an|the|some? ~1 zoo|asylum|madhouse|prison|jail|cage|loony
    not the sharpest|brightest tool|knife|pencil|bulb|spoon|crayon|spark
  `,
  ],
  [
    "writer",
    `
    @writer is|are|was|were|sounds|seems|must ~1 like|be|a|an|the|such? ~2 @insult
    @writer is|was|must|seems|sounds ~1 be? @unkind
    @writer has|have|had no|zero|not brain|brains|clue|idea|integrity|shame|talent|spine|conscience|morals
    @writer knows nothing
    @writer should ~1 be fired|sacked|ashamed|hanged
    this|that|the @insult of a|an @writer
    this|that|the|some|such|another|lazy stupid|dumb|idiotic|moronic|ignorant|clueless|pathetic|brainless|lazy|incompetent|useless @writer
    @writer @strong
  `,
  ],
  [
    "somebody",
    `
    he|she|they is|are|was|were a|an|such|just|nothing|all|the|one|always|still|really|complete|total|utter? ~3 @strong
    he|she|they is|are|was|were ~1 brainless|brain-dead|braindead|retarded|worthless|subhuman|vermin|senile|moronic|deranged|imbecilic
    this|that|the|these|those|such|some|any|every|another|what|a|an|only|of|bunch|our|your|their|my ~2 @strong
    fucking|bloody|damn|damned|stupid|dumb|pathetic|ignorant|ugly|fat|old|absolute|complete|total|utter|little|dirty|lying|useless|blithering|arrogant|spoiled @strong
    <name> is|was ~1 a|an|such|just|nothing|the|one|complete|total|utter|another? ~3 @strong
    <name> is|was brainless|brain-dead|braindead|retarded|worthless|subhuman|vermin|moronic
  `,
  ],
];

/** What the words before an insult may be when nobody is insulted by it: "I felt like an idiot", "do not call people idiots". */
export const excusedBefore =
  set(`i i'm im me myself we call calls called calling not never as word words term insult insults name names
  treated treats treat treating label labelled labeled useful village`);

/** "The idiot-proof form", "an idiot's guide", "the Bastard of Bolton". */
export const excusedAfter = set("proof guide box of plates shop");
