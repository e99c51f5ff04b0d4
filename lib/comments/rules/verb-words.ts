/** Words that tell how a sentence is built. Each list is one string, so that it reads as words and not as punctuation. */
const set = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** Forms that are a finite verb wherever they stand. */
export const finiteForms = set(`
  dare dares am is are was were has have had do does did will would can could shall should might must cannot ain't
  isn't aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't won't wouldn't can't couldn't shan't shouldn't
  mightn't mustn't needn't oughtn't isnt arent wasnt werent hasnt havent hadnt dont doesnt didnt wont wouldnt cant couldnt
  shouldnt ought
  went said knew saw gave took came became began ate fell flew forgot grew chose drove rose spoke stole swore threw wore
  wrote woke broke froze hid shook sang sank drank swam rang arose forgave mistook overcame undertook withdrew drew blew
  understood stood told kept thought brought bought caught taught fought sought felt slept wept meant dealt
  got lost sold paid heard held led sent spent built lent became began ran sat
`);

/** Past forms that are also a participle: finite only behind a subject. */
export const pastParticiples = set(`
  made met won left found lost told kept thought brought bought caught taught fought sought felt meant dealt sold paid
  heard held led sent spent built lent put cut set hit hurt let shut cost quit read spread burst bet split cast shot bound
  bent fed bled fled slid stuck struck hung dug spun swung understood stood laid got ran
`);

export const irregularBases = set(`
  be have do go say know see give take come become begin eat fall fly forget grow choose drive rise speak steal swear throw
  wear write wake break freeze hide shake sing sink drink swim ring make meet win leave find lose tell keep think bring
  buy catch teach fight seek feel sleep weep mean deal sell pay hear hold lead send spend build lend put cut set hit hurt
  let shut cost quit read spread bet stand understand sit run get wish believe agree need want try ask tell vote hope
  thank look stop start live love hate like work play pay die matter count rule care help talk move change suffer
  fail struggle lie travel vanish turn return close open pass march protest demand support oppose ignore
`);

/** "The report suggests": forms of a verb that are far more often a verb than a plural, when something stands before them. */
export const likelyThirds = set(`
  says goes gets makes takes comes knows thinks sees gives finds tells seems feels becomes leaves means keeps lets begins
  shows hears runs believes happens brings writes sits stands loses pays meets includes continues learns understands
  follows creates speaks reads allows adds spends grows opens wins offers remembers loves considers appears buys serves
  dies sends expects builds stays falls reaches kills remains suggests raises passes sells requires reports decides pulls
  lives wants needs works looks helps costs matters deserves proves sounds tastes smells hates likes lies rises fails sucks
  hurts stinks cares listens flies talks heals hates cries counts stops ends varies screams bites burns repeats waits speaks misses explains ignores depends exists belongs owes knows turns moves plays
`);

/** "Vote Labour.", "Look at this.": words that open a command whatever follows. */
export const commandStarts = set(`
  read let stop look go come get keep try be vote wait listen tell ask think give take make leave remember forget consider
  imagine check see find put bring send show thank forgive excuse please note beware stay stand speak write learn add
  explain prove name bear mind enjoy spare save help ban tax fire sack scrap build fix pay blame welcome
  don't dont do never always let's lets do shut grow wake hold watch follow compare believe trust ignore say call
  ring phone email report join sign share visit cut raise lower start begin end move turn open close protect support donate
  teach talk plant reduce increase answer admit accept count study walk drive sit run help hope rest relax speed
`);

/** "Resign.", "Vote.": what one word alone asks for; most of these are nouns too, and hardly ever said alone as such. */
export const loneCommands = set(`
  resign vote stop think listen wait look read leave go quit run try breathe smile enjoy help learn retire apologise
  apologize refuse resist imagine relax discuss explain remember forget begin sleep move
`);

export const subjectPronouns = set(`
  i you he she it we they who what that this these those there nobody somebody everybody anybody no-one everyone someone
  anyone nothing something everything anything one which people folks some many most few all both others y'all youse
  none neither either each half another u same
`);

export const pluralSubjects =
  set(`i you we they who people these those many most few all both others some y'all folks children
  men women police politicians voters taxpayers parents readers teachers u families`);

export const thirdSubjects =
  set(`he she it that this who what which nobody somebody everybody anybody everyone someone anyone
  nothing something everything anything one each neither either none`);

export const objectWords =
  set(`me him them us it you myself himself herself itself themselves ourselves yourself yourselves
  everyone everybody nobody anybody anything nothing something everything anyone`);

export const determiners =
  set(`the a an my your his her its our their this that these those some any every each no another what
  which such more most less fewer many much all both several few enough whose`);

export const prepositions =
  set(`of in on at by for with about against between into through during before after above below to
  from up down out off over under near without within among across behind beyond like than as per via despite since until
  towards toward upon around along`);

/** Adverbs that stand between a subject and its verb without changing what the verb is. */
export const betweenAdverbs =
  set(`also never always just then still ever only even once already finally really simply clearly
  actually often sometimes usually rarely hardly barely nearly almost soon now again not both all probably maybe perhaps
  certainly obviously truly totally completely fully absolutely so too rather quite literally`);

/** "Which is why nobody came." leans on the sentence before it. */
export const relativeStarts = set("which whose whom");

/** Words that a reader writes as a whole answer. They pass beside a full sentence. */
export const courtesies =
  set(`yes no thanks thank sorry please congratulations hello hi hey well ok okay indeed amen cheers exactly
  correct agreed true right sure fine wow`);

/** "A rose by any other name", "the will of the people": finite forms that are nouns behind an article. */
export const nounsToo = set("rose saw felt can will might must cost spoke stole cast lead");

/** "Problem solved." */
export const settled = set("solved closed accomplished taken noted granted done averted sorted fixed");

export const determinersOnly = set("another each half either neither few many most some all both what");

/** "Sounds good to me.", "Serves them right." */
export const impersonal = set("looks sounds seems makes serves depends beats works");

export const counted = set("two three four five six seven eight nine ten hundreds thousands millions");
export const owned = set("the my our your his her their this that every each");

/** "The rich get richer." */
export const peopleLike = set("rich poor elderly homeless unemployed wealthy powerful");

/** "Please stop.", "Never forget." */
export const askers = set("please never always don't kindly let's");

/** "Cheer up.", "Carry on." */
export const phrasal = set(
  "cheer calm carry wise settle sober hurry chill lighten own man buck back step hang slow pack",
);
export const particles = set("up down on off out away back");

/** "Please", "And", "So" and "Just" may stand before a command. */
export const openers = set(`
  please and but so just now then second secondly thirdly or also never always again seriously kindly first finally instead maybe perhaps well
  yes no ok okay
`);
