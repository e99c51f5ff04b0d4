/** The words by which a report of what somebody said is known. Each list is one string, so that it reads as words. */
const set = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** What a third person did with words. "Say" and the like stand apart, for they may be an order or said of oneself. */
export const sayings = set(`
  said says saying told tells telling called calls calling labelled labeled labels labelling branded brands branding dubbed nicknamed
  described describes shouted shouts shouting yelled yells yelling screamed screams screaming chanted chants chanting wrote writes
  writing written posted posts posting tweeted tweets tweeting retweeted messaged texted emailed muttered mutters hissed sneered snarled
  jeered taunted growled bellowed sang sings read reads reading asked replied answered added claimed repeated quoted quotes scrawled
  sprayed daubed carved printed announced declared typed commented remarked joked insulted insults insulting threatened warned accused
  tagged heckled howled cried whispered spat barked ranted quipped scribbled addressed mocked taunts
`);
export const plainSayings = set("say tell call shout yell scream chant write tweet post label sing read");

/** Of these a passive tells of a name that was given. */
export const calls = set(
  "called labelled labeled branded dubbed nicknamed described told asked shouted written sprayed insulted mocked taunted addressed heckled tagged",
);

/** Who says it, where it is not the writer of the comment or the reader. */
export const speakers = set(`
  he she they who people some many others somebody someone men women boys girls kids children pupils students trolls strangers fans
  supporters players protesters protestors politicians voters neighbours neighbors teachers heard admits admitted having
`);

/** The reader: what is said to somebody here is no report. */
export const ofReader = set(
  "you you're youre u ur your yours yourself yourselves you've you'd you'll ya yer yous y'all yall everybody everyone everybody's",
);

/** Names for something said or written. */
export const kindsOfSaying = set(`
  word words phrase phrases term terms slur slurs insult insults slogan slogans chant chants cry cries shout shouts graffiti sign placard
  placards banner banners headline headlines hashtag hashtags tweet tweets label labels remark remarks comments message messages mails
  emails letters nickname epithet epithets expression expressions lyric lyrics swearword swearwords heckle heckles jibe jibes taunt
  taunts names caption leaflet leaflets posters poster voicemail
`);

/** Where a report ends: behind these somebody else may speak. */
export const breaks = set("but and because although though while whereas so yet just well then also not only again");

/** What uses a word in place of telling that it was said. */
export const uses = set(
  "describes describe fits fit suits suit applies apply springs comes sums deserves deserve deserved hence therefore obviously clearly",
);

export const agreements = set(
  "rightly correctly aptly fairly justly accurately truly agree agreed amen exactly indeed precisely nailed earned justifiably truthfully ditto seconded hear truth deserve deserves deserved",
);

/** "The so-called “journalist”". */
export const scornful = set("called");
