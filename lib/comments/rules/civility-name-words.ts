/**
 * Names of people and places that look like abuse, and the words by which a name is known as one. Written from general
 * knowledge of who lives where English is written. Each list is one string, so that it reads as words and not as punctuation.
 */
const set = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** Nothing but names: a capital letter is enough. */
export const onlyNames = set(`
  alcock allcock adcock badcock hancock hitchcock pocock wilcock wilcox babcock glasscock handcock heathcock laycock
  leacock lidcock luscock maycock moorcock silcock simcock simcox sitcock slocock tancock glascock jeacock cockburn
  cockburne cockayne cockerell cockerill cockcroft cockshott cockshutt cockell cockrell cockerham cockram cockrum
  cockroft cocksedge titmuss titmus titcombe titchmarsh tittensor titterington tietjens titley titone titchwell
  titchfield tittleshall titsey assmann assman asselin asselineau assouline massey dikshit dixit dickson dickinson
  dickerson dickstein dieckmann dijkstra dykstra dykeman vandyke vandyck vandyk opdyke slagter fagan fagerberg fagioli
  fagundes fuchs fuchsberger fuksas focke fukuda fukuhara fukumoto fukunaga fukumura fukushige fukuzawa fukuyama
  fukuoka fukushima fukui fukasawa fukazawa fukai fukase fukudome fuccillo fucillo fucile fucarile fuqua shittu shitta
  shitole shitara shitamachi shital shitov shitikov shitrit wankhede wankel wanka wanke wanklyn wankdorf wankendorf
  wankum cuntz cunha cunard cuming cummings cummins cumberbatch cumnor cumbernauld prickett prickard prickwillow
  bellenden ballenden pissarro pistorius hoareau whorwood whorton whoriskey slutsky slutskaya slutskiy slutzky slutsk
  sluiter bastardo bastareaud bitchfield bitsch weiner crapo krapp krapf crapanzano buttigieg butterworth butterfield
  buttle buttner buttimer rambutt hurlbutt hurlbut buttermere lipschitz lifschitz lipshitz lifshitz lipshutz kunstmann
  küntzel sukarno sukhbir sukhdev niggemann niggli niggeler nijjar gaylord gaynor spicer spickard spicuzza hornby
  hornsby hornigold horniman poonawalla poonam cockermouth cockfosters cockington cockpole cockernhoe cockfield
  cockenzie cockthorpe scunthorpe penistone shitterton clitheroe clitherow lightwater wetwang upperthong netherthong
  cumwhitton cumrew dickleburgh piddletrenthide piddlehinton pidley pratteln ramsbottom higginbottom higginbotham
  shufflebottom longbottom winterbottom rowbottom sidebottom pusey slaggyford slaithwaite coonabarabran coonamble
  coonan cooney kikeri kikelomo pakenham pakington negroponte matsushita yamashita kinoshita morishita miyashita
  nishitani mastroianni masterton bumgarner bumgardner bumstead baumgartner negron homosassa twitchell tittybong
  bumpus pedersoli massachusetts massapequa assiniboine assiniboia
`);

/** Names that are words besides, or sound like abuse: a capital inside a sentence and no company against it, or a name beside. */
export const surnames = set(`
  weener crapp gaye hoare hore hoar hoor kuntz kunz kunt kuntze fuch fuchs fagg fagge phuc suk sukh dong dyck dyk
  twatt tittle tite titman coxe cockx koks cocke cocker cocking cockman pecker wiener willy willie pratt shagger
  shaver shatner schitt schitts sheets pigg pigott piggott cowe ochs breast cheatham cheetham lyer freake dumm dummer
  dummett dummy dumas fatt lardner tubb tubby fink rapp rapier killick hitt hanger deeth slagle slater trollope
  strumpf harlott sexton sexsmith seaman semen dikes dike fairey nutt nuttall maddox krauthammer blackman blackmon
  bogan bog boggs bollock boll wimpey sissons pu poe piddock piddle anis bottoms bottom bottomley bumm rump rumph arce
  licht dickey dickie ficker fick fokker focker fock snott skuse ratt ratte rattigan wurm snooks pimm perv purves
  prigg nazim nazir deville damm hoey tran tranter twite silley sillitoe smelley smellie cripps uggla hagg witcher
  grosse grosso groat grope puckett midgett bloodworth grimes grubb grubbs mudd mucklow rothstein stupak spittle slack
  brutus bully berk clowney crabb duff duffus frick frigg gump jerkins knobbs mugg mutter rood sheepshanks slaven
  snipe squibb toole wacker weakley wormald wormwood bonar hiscock hiscox mycock mancock nobbs plant pullen
`);

/** The same of given names. */
export const givenNames = set(`
  randy fanny gaye willy willie woody phuc phuoc phuong phat bich dong wang suk sukhi seok adolf adolph osama usama
  jihad saddam isis lenin misty butch bubba cletus dolly fatima fatou fats semyon hardik hardeep mandeep assia assunta
  ankit ishita akshit rakshit harshit loki pinky dimple bunty kunthea titus titania anil dikembe
`);

/** Names that the word lists strike: only a title, a given name or a surname beside them takes them for one. */
export const hardSurnames = set(`
  dick dicks cock cocks coon coons dyke dykes kike fuk paki chink gook gooks tit titt cum bich wank shite coward
  savage hooker moron crook crooks looney loony nutter nutters prat crapper swine queer freak thick gay jap nip nipp
  kraut spick negri turk satan devil hell death dead deadman killer piss pooh pee rank gross vile dull mad queen tart
  cripple bum bums boner slaughter butcher witch mule goose grub lick suck bang bangs screw shaft hump virgin punk
  quack schmuck louse pillock klutz stinker boor blackie dunce butt butts balls ball rotten savory cracker nut hung
  handy harder hardon dung muck monk bull sow ox goon slope neger beaver pooper sinner
`);
export const hardGivenNames = set("dick kike bich coon hoe gay hung long dung jesus ho");

/** How surnames and towns end in the languages of those who write English. */
export const endsAsName =
  /(?:muller|meier|meyer|hausen|sson|strom|gren|lund|[sc]ki|sky|ska|skaya|icz|enko|chuk|ov|ova|ev|eva|yama|moto|naga|hara|kawa|shima|zawa|saki|mura|escu|ovic|evic|idis|poulos|akis|oglu|walla|wala|kar|pur|abad|nagar|era|ini|oni|etti|elli|ucci|eau|ault|yan|dze|shvili|nen)$/;

/** Places that are words besides; beside what stands for a place. */
export const places = set(`
  intercourse climax boring dull bumpass butts butt bottoms bottom beaver assinie sodom gomorrah batman moron vulcan
  loveclough pratts nob beer crapstone thong loose rump paradise cumming titz muck messing nasty ugley shag crackpot
  bullocks lickey lickfold muff spital weed pity booze bell rottenegg ham fingringhoe brawl catbrain brest mianus
  humptulips wham condom
`);
/** Places of which the word lists strike the name. */
export const hardPlaces = set("dildo twatt wank bitche cock dyke titty fugging shitlington fuka effing");

/** Behind a name these make a street, a building, a water or a firm of it. */
export const placeWords = set(`
  road street lane avenue close drive court crescent hill farm park bridge station inn arms tavern hotel island islands river creek bay beach
  stadium hall house school college university field fields wood woods valley lake mountain peak county township village parish
  green common cross corner end gate mill lodge castle abbey church terrace row square way place harbour harbor point ridge
  airport hospital museum library dam canal line brewery bakery brothers sons ltd inc llp plc foundation trust award prize
`);

/** What stands before a place. */
export const beforePlaces = set(
  "in at near from to of via through around outside towards toward between beyond past visit visited visiting leave left reach reached called named",
);

/** What comes before the name of somebody. */
export const titles = set(`
  mr mrs ms miss mx dr doctor prof professor judge justice councillor councilor cllr alderman senator sen representative rep congressman
  congresswoman sir dame lord lady baron baroness captain capt colonel major lieutenant general coach president minister mayor sheriff
  sergeant sgt constable inspector superintendent detective officer commissioner father fr sister brother reverend rev bishop
  archbishop canon imam rabbi pastor deacon governor gov chancellor secretary ambassador uncle aunt auntie nurse sr jr
  king queen emperor saint st herr frau monsieur madame signor señor senor señora don doña mp mep td professors messrs
  striker goalkeeper midfielder defender winger manager referee actor actress author comedian singer novelist painter presenter
`);

/** Between a given name and a surname. */
export const particles = set(
  "van von der den de del della di da du la le les ter ten zu af bin ibn al el abu o mc mac y",
);

/** What makes no name of a word with a capital: what is said of people, and what says that something is said of them. */
export const againstNames = set(`
  a an the this that these those such what you your you're youre u ur ya yer another every any some no not my our his her their its
  is are was were be been being am he's she's they're it's i'm like as so very too more most all only just both
  bunch lot pack load full piece pile sack bag kind sort type
  crooked lying filthy dirty fucking bloody goddamn damn damned little old big fat ugly stupid dumb silly poor absolute complete total utter
  real right proper massive huge giant tiny small limp hard soft flaccid wet dry smelly stinking rotten cheap spineless
  suck sucks sucking sucked eat eats eating lick licks licking bite bites kiss blow blows stroke strokes ride rides choke
  black white brown yellow sand nasty sorry miserable worthless useless pathetic disgusting degenerate
`);

/** What makes another thing of a name before it: "Dick Head". */
export const makesNoName = set(`
  head heads headed face faces faced sucker suckers sucking suck wad wads weed weeds bag bags wipe wipes hole holes brain brains
  breath cheese pic pics move moves licker lickers lover lovers nose nozzle splash splat measuring swinging rider riders energy
  mother fucker fuckers fuck fucks wit wits weasel hurt slap boy boys lips lipped sniffer kisser munster muncher munchers
  idiot idiots moron morons bastard bastards bitch bitches cunt cunts prick pricks twat twats wanker wankers scum liar liars
  loser losers pig pigs whore whores slut sluts ass arse shit shits asshole assholes arsehole clown clowns fool fools retard retards
`);

/** What somebody does, right behind the name. */
export const doings = set(`
  said says told tells wrote writes added argued argues replied asked asks answered resigned voted won lost scored played plays joined
  left spoke spoke thinks thought wants wanted announced promised denied claimed claims lives lived died retired married signed
  went came got took made gave has had did does will would
`);

/** Whom one meets and asks, right before the name. */
export const meetings = set("asked met thanked named told knew miss married elected hired phoned rang said says wrote");

/** Given names that nobody takes for anything else; beside them a surname is a name. */
export const ordinaryGivenNames = set(`
  aaron abdul abdullah abigail adam adele adrian agnes ahmed aidan aileen aisha akira alan alana albert alec alejandro
  alex alexander alexandra alexis alf alfie alfred ali alice alicia alison alistair allan allen allison alma alvin
  amanda amara amber amelia amina amir amit amy ana anastasia andre andrea andreas andres andrew andy angela angelina
  angus anil anita anjali ann anna annabel anne annette annie anthony antoine anton antonia antonio anya april archie
  ari ariel arjun arnold arthur arun asha ashleigh ashley ashok astrid audrey august austin ava bambi barbara barry
  bart basil beatrice beatriz becky ben benedict benjamin bernadette bernard bernie bert bertha beth bethany betty
  beverley beverly bill billie billy bjorn blair blake bob bobby bonnie boris brad bradley brandon brandy brenda
  brendan brett brian brianna bridget britney brooke bruce bruno bryan bryce buster caitlin calvin cameron camilla
  candy carl carla carlo carlos carmen carol carole caroline carolyn carrie casey cassandra catherine cathy cecil
  cecilia celia chad chandra chantal charlene charles charlie charlotte chase chelsea cherry cheryl chester chidi
  chloe chris christian christina christine christopher chuck ciara cindy claire clara clarence claude claudia clement
  cliff clifford clint clive clyde cody colin colleen concha connor conrad constance cora corey courtney craig crystal
  curtis cynthia daisy dale damian damien dan dana daniel daniela danielle danny daphne darren darryl dave david dawn
  dean deb debbie deborah declan deepak deirdre delia denis denise dennis derek deshawn desmond diana diane diego
  dimitri dinesh dirk dmitri dominic don donald donna doreen doris dorothy doug douglas drew duncan dustin dwayne
  dylan eamonn earl ed eddie edgar edith edmund eduardo edward edwin eileen elaine eleanor elena eli elias elijah
  elisabeth eliza elizabeth ella ellen ellie elliot elliott elmer elsa elsie elvis emeka emil emilia emily emma
  emmanuel enda enid enrique eric erica erik erin ernest ernie esther ethan ethel eugene eva evan eve evelyn ewan
  faisal faith farah farid felicity felix fergus fernando fiona flora florence floyd frances francesca francis
  francisco frank frankie franklin franz fred freda freddie frederick fritz gabriel gabriela gail gareth garry gary
  gavin gemma gene geoff geoffrey george georgia georgina gerald geraldine gerard gerhard gerry gert gertrude gianni
  gilbert giles gill gillian gina ginger giovanni giuseppe gladys glen glenda glenn gloria gordon grace graham grant
  greg gregory greta guido guillermo gus gustav guy gwen hamish hamza hank hannah hans hari harold harriet harrison
  harry haruto harvey hassan hayley hazel heath heather hector hee heidi heinrich heinz helen helena helga henrietta
  henrik henry herbert herman hilary hilda hillary hinata hiroshi hitesh holly hope horace howard hubert hugh hugo
  humphrey huong hussein ian ibrahim ida ignacio igor imelda imran ines ingrid irene irfan irina iris isaac isabel
  isabella isabelle isaiah isla ivan ivor ivy jack jackie jackson jacob jacqueline jacques jade jaime jake jakob jamal
  james jamie jan jane janet janice jared jasmine jason jasper javier jay jayne jean jeanette jeff jeffrey jemima jen
  jenna jennifer jenny jeremiah jeremy jerome jerry jess jesse jessica jessie jill jim jimmy jin jo joan joann joanna
  joanne joaquin jock jodie joe joel joey johan johann johannes john johnny jon jonah jonas jonathan jordan jorge jose
  joseph josephine josh joshua joy joyce juan juanita judith judy julia julian juliana julie juliet julio julius jun
  june justin justine kai kaitlyn kamal kamala kareem karen karim karin karl kate katherine kathleen kathryn kathy
  katie katrina kay kaye keir keisha keith kelly ken kendra kenji kenneth kenny kerry kevin khalid kieran kim kimberly
  kirk kirsten kirsty kitty kofi kristen kristin kumar kurt kwame kyle kylie kyung lakeisha lakshmi lan lance laquisha
  lara larry lars latoya laura lauren laurence laurie lawrence leah lee len lena leo leon leonard leonardo leroy les
  leslie lester levi lewis liam lila lillian lily lina linda lindsay ling linh lionel lisa liz liza lloyd logan lois
  lola lorenzo loretta lorna lorraine lou louis louisa louise lucas lucia lucille lucinda lucky lucy luigi luis luke
  luther lydia lyn lynda lynn lynne mabel mackenzie maddie madeleine madison mae maggie magnus mahmoud mai malcolm
  mandy manuel marc marcel marcia marco marcus margaret margot maria marian marianne marie marilyn marina mario marion
  marisa marjorie mark marlene marsha marta martha martin marvin mary mason mathew matilda matt matteo matthew maud
  maureen maurice mauro max maxine maxwell may maya meera megan mehmet mei mel melanie melinda melissa melvin mercedes
  meredith mia michael michel michele michelle mick mickey miguel mike mikhail mildred miles milton min mina mindy
  ming minh minnie miranda miriam misha mitch mitchell mo mohamed mohammed moira molly mona monica monique morgan
  morris moses muhammad muriel murray mustafa myra myrtle nabil nadia nadine nancy naomi natalia natalie natasha
  nathan nathaniel neal ned neil nell nellie nelson ngozi nguyen niall nicholas nick nicky nicola nicolas nicole nigel
  nikita nikolai nina nisha noah noel noelle nomsa nora norah norbert norm norma norman nuala olaf olga olive oliver
  olivia omar oona orla oscar oswald otis otto owen pablo paige pam pamela pansy paolo pat patricia patrick patsy
  patty paul paula pauline pavel pearl pedro peg peggy penelope penny percy perry peter petra phil philip philippa
  philippe phillip phoebe phyllis pia pierre piers pieter piotr polly pradeep priscilla priti priya quentin quincy
  rachael rachel rafael rahul raj rajesh ralph ramesh ramon rashad ray raymond rebecca reg reggie regina reginald rene
  renee reuben rex rhoda rhona rhys ricardo rich richard rick ricky rishi rita rob robbie robert roberta roberto robin
  robyn rocco rod rodney rodrigo roger rohit roland rolf roman ron ronald ronan ronnie rory rosa rosalind rosanna rose
  rosemary rosie ross rowan roxanne roy ruben ruby rudolf rudy rufus rupert russ russell ruth ryan sabrina sachin
  sadie sakura sal sally salma salman sam samantha samir samuel sandra sandy sanjay santiago sara sarah sasha saul
  scott sean sebastian selena serena serge sergei sergio seth shane shanice shaniqua shannon sharon shaun shawn sheila
  shelley shirley sid sidney sienna simon simone siobhan sipho sofia sonia sonya sophia sophie spencer stacey stacy
  stan stanislav stanley stefan stella stephanie stephen steve steven stewart stuart sue suki sumit sung sunil suresh
  susan susanna susie suzanne sven sybil sydney sylvester sylvia takeshi tamara tamika tamsin tanya tara tariq tasha
  tatiana ted terence teresa terrence terry tessa thandi thanh thelma themba theo theodore theresa thomas tim timothy
  tina tobias toby todd tom tommy toni tony tracey tracy travis trayvon trevor tricia trish tristan trudy tuan
  tuheitia tunde tyler tyrone una ursula vaclav val valentina valerie vanessa vera vernon veronica vicki vicky victor
  victoria vijay vikram vince vincent viola violet virginia vivian vivien vladimir wade walid wallace wally walter
  wanda warren wayne wei wendy wes wesley wilbur wilfred wilhelm will william wilma winifred winston wolfgang xavier
  yasmin yaw yolanda yuki yuri yusuf yves yvette yvonne zac zach zachary zara zoe zoltan
`);
