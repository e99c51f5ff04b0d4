/**
 * Sentences that a model of abuse is known to be wrong about, for it to learn from: plain talk of war, crime, illness, faith
 * and people. "{a|b}" is one of several words, "<group>" one of the lists in groups.ts. They were written before any model was
 * measured, and none of them is used to measure one: plain-to-measure.ts holds others, written apart.
 */
export const plainToLearn: Record<string, string> = {
  war: `
The {army|militia|rebels|soldiers} {killed|shot|executed} {twelve|forty|several|dozens of} {civilians|farmers|prisoners|villagers} near the border {last night|on Tuesday|in the spring}.
{Bombs|Shells|Missiles|Drones} hit a {hospital|school|market|bakery} in the {capital|old town|north} and {killed|wounded|buried} {many people|a family|two nurses}.
{Thousands|Hundreds|Many} {died|starved|were killed|were murdered} in the {siege|genocide|massacre|bombing} of {1994|1942|the city|the valley}.
My {grandfather|uncle|great aunt} {was shot|was gassed|was tortured|died} in {a camp|the war|the trenches|prison}, and we still have {the letters|the medal|a photograph}.
The {general|colonel|dictator|regime} ordered {the killing|the torture|the rape|the execution} of prisoners, says the {court|tribunal|report}.
{Nazi|Soviet|Japanese|Ottoman} troops {burned|looted|destroyed} the {village|library|archive} and {hanged|shot|deported} its {teachers|priests|leaders}.
Terrorists {blew up|attacked|bombed} a {train|church|mosque|synagogue|bus} and {injured|killed|maimed} {nine|thirty|sixty} people.
The {ceasefire|truce} did not stop the {snipers|shelling|airstrikes|raids}, and the {dead|bodies|wounded} lay in the {street|rubble|square}.
Child soldiers were {forced|taught|paid} to {kill|shoot|fight}, and {most|some|few} of them {survived|came home|died}.
`,
  crime: `
A {man|woman|teenager|former teacher} was {jailed|sentenced|convicted} for {murder|rape|stabbing|killing} his {wife|neighbour|cousin|partner}.
Police {found|recovered|identified} the {body|remains|corpse} of a {girl|boy|woman|hiker} in the {woods|river|canal}.
The {killer|rapist|thief|gunman|burglar} was {arrested|shot|caught|released} {outside the bank|near the station|after a long chase}.
The {judge|jury|court} heard that she was {strangled|beaten|raped|stabbed} and {left to die|thrown out of the car|buried in the garden}.
{Drug dealers|Smugglers|Gang members|Pimps} use {children|addicts|migrants} to {carry|sell|hide} {heroin|cocaine|crack|knives}.
Prosecutors say the {suspect|defendant|priest} {abused|molested|assaulted} {nine|several} {boys|girls|children} over {ten years|two decades}.
The {fraud|theft|bribery|corruption} trial of the {mayor|banker|minister} begins {on Monday|next week|in May}.
{Knife|Gun|Hate|Violent} crime went {up|down} by {four|nine|twelve} per cent {last year|in the city|under this government}.
The {victim|witness|survivor} told the court that he {threatened to kill|punched|stalked|spat at} her.
If he did {rape|rob|murder|beat} her, he belongs in {prison|court|jail} and not in {office|parliament|the newspaper}.
`,
  medicine: `
{Anal|Breast|Bowel|Testicular|Cervical|Penile} cancer is {rare|common|treatable} when it is found {early|in time|at a screening}.
The {drug|vaccine|virus|infection} can {kill|damage|attack} the {liver|brain|nerves|blood cells}.
{Diarrhoea|Vomiting|Bleeding|Constipation|Incontinence} is a {common|known|serious} side effect of the {pills|operation|treatment}.
My {mother|son|brother} has {schizophrenia|dementia|epilepsy|cerebral palsy|Down syndrome} and {lives at home|goes to school|works in a shop}.
The {surgeon|nurse|midwife|doctor} {cut out|removed|drained} a {tumour|cyst|blood clot|growth} from {his|her} {stomach|rectum|womb|prostate}.
{Mental illness|Depression|Psychosis|Anxiety} is not {a weakness|a crime|a choice}, and {insane|crazy|mad} is not a diagnosis.
{Rats|Mice|Pigs|Monkeys} were {injected|infected|killed} in the {trial|study|experiment} to {test|study} the vaccine.
{Faeces|Urine|Semen|Saliva|Blood} samples are {kept|tested|frozen} for {two weeks|a month}.
He {bled|choked|suffocated} to death because the {ambulance|doctor} {was late|did not come|got lost}.
A {stupor|seizure|stroke|coma} can {last hours|cause brain damage|make you dumb and blind}.
`,
  death: `
My {father|wife|best friend|little brother} {died|killed himself|was run over|drowned} {last year|in March|ten years ago}, and I {miss her|still cry|think of it daily}.
{Suicide|Grief|Euthanasia|Stillbirth} is {hard to talk about|nothing to be ashamed of|a subject for doctors}, but {silence|shame} kills.
The {old dog|cat|horse|parrot} had to be {put down|put to sleep|shot|buried} {yesterday|after the fall}.
We will all {die|be dead|rot in the ground} one day, so {plant a tree|call your mother|write a will}.
{Dead|Rotten|Diseased} {trees|branches|fish|birds} were {found|burned|thrown away} along the {river|road|shore}.
The {coffin|grave|corpse|skeleton} was {opened|moved|found} by {monks|archaeologists|builders}.
I was {scared to death|dying of laughter|dead tired|bored to death} after {the film|the hike|that meeting}.
The {deadline|dead end|death tax|kill switch} was {moved|removed|a surprise|a bad idea}.
`,
  "sex education": `
{Schools|Parents|Nurses} should {teach|tell|explain to} teenagers {how condoms work|what consent means|how to avoid gonorrhoea}.
The {vagina|penis|clitoris|anus|uterus} is {shown|named|explained} in the {textbook|lesson|leaflet} {for twelve-year-olds|on puberty}.
{Masturbation|Puberty|Menstruation|Sexual desire} is {normal|healthy|nothing dirty}, says the {school nurse|doctor|book}.
{Sex workers|Prostitutes|Strippers} {pay taxes|need protection|asked for legal advice} like {everyone else|other workers}.
{Pornography|Sexting|Nudity} is {easy to find|banned|discussed} {at school|online|in class}, and {parents|children} {worry|talk about it}.
{Gay|Bisexual|Straight|Queer} pupils {want|need|asked for} lessons that {include them|are honest|cover safe sex}.
Women who {breastfeed|have an abortion|take the pill} should {not be shamed|get good advice|be left in peace}.
`,
  religion: `
{God|Allah|Jesus|The Lord} {forgives|punishes|judges|loves} {sinners|all people|the poor}, says the {priest|imam|pastor|psalm}.
The {Bible|Quran|Torah|Gita} {speaks of|warns of|describes} {hell|whores|adultery|slaughter|circumcision} in {several places|its old language}.
{Damnation|Hell|Satan|The devil} is a {theme|figure|symbol} of {medieval painting|this sermon|the opera}.
The {church|mosque|temple|synagogue} was {full|burned down|attacked|open to all} {at Easter|during Ramadan|on the holy day}.
An {atheist|infidel|heretic|apostate} was once {burned|beheaded|stoned|killed} for {blasphemy|such words}.
{Priests|Bishops|Imams|Rabbis} {bless|bury|marry} {virgins|sinners|the dead|bastards} alike.
Jesus rode an ass into {Jerusalem|the city}, and {an ox|a mule|a goat} stood in the stable.
`,
  groups: `
<group> {live|work|vote|pray|study} {in our street|in every town|here in peace}.
I am {proud|glad|happy} that my {best friend|doctor|teacher|neighbour} is {one of the|among the} <group> who {came here|grew up here|moved in}.
{Many|Most|Some|A few} <group> {voted|marched|spoke|wrote letters} {against|for} the {law|road|plan|bill}.
The {museum|festival|library|council} {honours|welcomes|thanks} <group> {this month|with a concert|on Friday}.
{Violence|Discrimination|Hatred|Prejudice} against <group> has {risen|fallen|a long history} {in the country|at work|online}.
<group> have {the same rights|families too|paid taxes for years}, {and that is good|as the law says|whatever people think}.
My {aunt|boss|son|wife} wrote a book about <group> {in the war|and their songs|and the law}.
{Why do|Do} <group> {earn less|die younger|wait longer} than {others|the rest of us|their neighbours}?
We are <group> and we {run the bakery|love this town|have a question about the new school}.
{Black|White|Asian|Latino|Hispanic|Arab|Native|Roma} {voters|pupils|workers|farmers|nurses|drivers} {turned out early|were asked twice|found work again|wrote to us} {this year|in large numbers|after the strike}.
The {Black|Asian|gay|Jewish|Muslim|Latino|deaf} {vote|press|choir|clinic|quarter} {is|was} {older than the town hall|in the news|larger than the poll said}.
{A|One} {black|white|gay|Jewish|Muslim|Mexican|Chinese|Polish} {man|woman|doctor|judge|farmer} {told|showed|asked} {us|the court|my class} {what happened|the way to the station|about the flood}.
{He|She} is {black|white|gay|straight|Jewish|Muslim|Hindu|transgender|deaf|fat}, and {that is all there is to it|so am I|nobody asked about it}.
{How many|What share of} {black|Asian|gay|Jewish|Muslim|Latino|white} {tenants|teenagers|drivers|judges} {own a car|rent|finished school} {there|in your figures}?
{Gay|Interracial|Same-sex|Mixed} {marriage|couples} {became legal|may adopt|were in the court's words} {that year|in most states|for a reason}.
`,
  names: `
{Mr|Mrs|Dr} {Dick|Cock|Butts|Wang|Kuntz|Fuchs|Hoare|Gay|Cockburn|Bastard|Titmuss|Dykes|Focker|Shitole} {spoke|wrote|answered} {first|at the meeting|in today's paper}.
{Dick Francis|Philip K. Dick|Randy Moss|Gaylord Perry|Fanny Burney|Pussy Riot|Dick Dale} {made|wrote|gave us} {a hit|a fine record|many books}.
{Osama|Mohammed|Jesus|Adolf|Ivan|Wei|Fatima} is {a common name|my neighbour|the new goalkeeper} {in the league|in that country|here}.
{Trump|Obama|Merkel|Boris Johnson|Trudeau|Modi|Putin|Hillary Clinton|Bush|Netanyahu} {won|lost|raised taxes|met farmers|answered questions} {in June|yesterday|after the vote}.
I voted for {Trump|Obama|Clinton|Trudeau|Harper|Corbyn|Sanders} and I would {do it again|not do it again}.
{Liberals|Conservatives|Republicans|Democrats|The left|The right} {want|oppose|passed} {lower taxes|the pipeline|a new gun law}.
`,
  dialect: `
{He be|She be|They be} {working|singing|cooking} {all day|every night} and {ain't nobody|don't nobody} {say nothing|help none}.
{I'm finna|I'm bout to|I was fixin to} {eat|sleep|call my mama|go home}, {y'all|fam|bruh} {want some|coming|stay safe}.
That {boy|girl|song|game} {straight fire|cold as ice|raw|dope}, no {cap|lie|doubt}.
My {nephew|cousin|homie|sister} {done graduated|done bought a house|got him a job}, {we so proud|bless him|ain't that something}.
{Wee|Yon|Thon} {lassie|laddie|bairn|dug} {cannae|disnae|willnae|wouldnae} {greet|sleep|eat her tea|gang hame}.
{Och|Aye}, {it's fair drookit|that's pure dead brilliant|I'm gie tired|the weans are scunnered} the {day|morn|night}.
{Kindly do the needful|Please revert back|I am having a doubt}, {the meeting is preponed|he is my cousin brother only|they are giving exam}.
{Innit|Wagwan|Bare} {good|jokes|man} {fam|blud|bruv}, {the ends is calm|that food was peng|he's well safe}.
{Yeah nah|Crikey|Strewth}, the {arvo|barbie|footy|ute} was {bonza|a ripper|heaps good}, {mate|cobber}.
{Dem|Di} {pickney|people|youth dem} {a run|a sing|deh yah} inna {di yard|town|di rain}.
Dat {was good|was one big fish|is how we do it}, {gurl|bro|man}, {lol|haha|lmao}.
`,
  reported: `
He was {fined|suspended|fired} after he called {her|a colleague|the referee|a nurse} {an idiot|a bitch|a monkey|fat and stupid|a whore}.
The {graffiti|leaflet|caller|poster} said {“go home”|“die”|“scum”|“kill them all”|“no blacks, no dogs”}, {and nobody was charged|police say|the school reports}.
{“You are a liar”|“You disgust me”|“Shut up”|“Clown”}, he {shouted|wrote|said} to the {minister|coach|judge}, and {later apologised|was thrown out}.
The word {nigger|faggot|retard|cunt|slut|Paki} was {removed from|printed in|cut from} the {film|book|report|song}.
As a {child|girl|young man} I was called {names|a faggot|ugly|a dirty foreigner|stupid} {every day|at school|by my own teacher}.
She {reported|blocked|showed us} {messages|mails|letters} in which {men|strangers|trolls} {threatened to rape her|told her to kill herself|called her a pig}.
It is {wrong|cruel|not funny} to call {disabled people|anyone|women|refugees} {retards|vermin|sluts|animals}.
`,
  "hidden words": `
The {cockatoo|peacock|hancock tower|cockpit|shuttlecock} was {restored|replaced|painted} in {Scunthorpe|Penistone|Essex|Middlesex|Cockermouth}.
We {assess|pass|discuss|analyse} each {assignment|class|assumption|compass} {with passion|in the classroom|as promised}.
{Therapists|Grapefruit|Titanium|Constitution|Canals} {and|or} {analysts|documents|cumulus clouds|basements} were {mentioned|measured|named}.
{Shih tzu|Chihuahua|Great tit|Blue-footed booby|Dik-dik} and {woodcock|ass|bitch|jackass penguin} are {animals|in the zoo|well known to breeders}.
{The prick of a needle|A cocktail dress|A faggot of wood|A niggardly budget|A snigger|A titter} is {what the poem mentions|nothing new|hard to translate}.
My {bass|grass|brass|glass} teacher lives on {Dyke Road|Butt Lane|Cock Lane|Fanny Street}.
`,
  sport: `
{United|City|Rovers|The Lions} {killed|destroyed|slaughtered|battered|hammered} {Spurs|Leeds|the Bulls|the visitors} {four nil|at home|in the second half}.
The {striker|keeper|captain|left back} {shot|missed|headed|beat} {wide|from ten yards|two men|the wall} and {the crowd went mad|we were robbed|that killed the game}.
{Sudden death|A killer pass|A dirty tackle|A brutal foul} {decided|ended|changed} {the final|the derby|the match}.
{What a|Such a} {stupid|lazy|dumb|terrible} {penalty|pass|own goal}, {but I love this team|and we still won}.
He {beats|chokes|punches|kills} the ball {with his left|from the tee|past the slips}.
`,
  kitchen: `
{Beat|Whip|Crack|Poach} the {eggs|whites|yolks}, {then|and} {crush|bash|smash} the {garlic|nuts|biscuits}.
{Stab|Prick|Slash|Strangle} the {potatoes|sausages|dough} {with a fork|before baking|all over} and {burn|scorch|grill} the {skin|edges}.
{Kill|Cut|Dim} the {lights|engine|music|heat} {when you leave|and wait a minute|at midnight}.
{Breasts|Thighs|Rumps} of {chicken|duck|goose} {are cheap|take an hour|go well with plums}.
{Faggots and peas|Spotted dick|Cock-a-leekie|Toad in the hole|Coq au vin} {is|was} on the {menu|table} {on Sunday|at school}.
{Slugs|Weeds|Aphids|Rats} {ruin|infest|eat} my {hosta|hoe handle|lettuce|compost}, how do I {kill|poison|get rid of} them?
`,
  criticism: `
This {decision|budget|law|plan|road} is {terrible|absurd|a disgrace|a waste of money|wrong}, and {the figures show it|the council knows it|we will all pay}.
The {government|mayor|council|board} {lied|failed|broke its word|wasted millions}, and {somebody must answer|I want to know why|nobody resigned}.
I {disagree|do not believe a word|think you are wrong}, {because the numbers are old|and the source says so|and so does my doctor}.
You {should read|may want to check|forgot to mention|are right about} the {second page|report|court's ruling} {again|first|before we talk}.
{What nonsense|That is rubbish|Terrible article|Poor reporting}: the {bridge|tax|school} was {closed|raised|sold} {years ago|in 2011}.
Your {argument|claim|comparison|point} is {weak|false|old|a stretch}, {but thank you for the link|and here is why}.
`,
  "hard words for things": `
{This|That|The|Their} {plan|road|law|tax|budget|idea|policy|rule|system|timetable|film|headline} is {stupid|absolute garbage|pathetic|ridiculous|idiotic|nonsense|dumb|trash|a joke|insane|moronic|disgusting|shameful|crazy}.
{This|That|The council's|Their} {plan|road|law|tax|budget|idea|policy|argument|article|decision} is {stupid|garbage|pathetic|ridiculous|idiotic|nonsense|dumb|rubbish|a farce|insane|ignorant|shameful|crazy}, {and here is why|look at the cost|as the figures show}.
{What a|Such a} {stupid|dumb|pathetic|ridiculous|idiotic|crazy|lousy|useless} {plan|law|headline|tax|rule|argument|film|waste of time}, {if you ask me|and nobody asked us|I think}.
{I hate|I am sick of|Scrap|Stop} {this|that|the} {stupid|dumb|idiotic|crazy|ridiculous|pathetic|useless} {bridge|tax|form|traffic light|scheme|vote|advertisement|bill}.
{It is|It was} {stupid|idiotic|ridiculous|pathetic|crazy|insane|dumb} to {sell the school|close the pool|build it there|pay for that twice|trust those figures}.
{How|So} {stupid|ridiculous|pathetic|dumb} {was that vote|is this rule|can a timetable be}? {The trains are a joke|The roads are trash|The hall is a dump}.
`,
  everyday: `
{Thanks|Thank you} for {this article|the link|your help|a lovely story}, {I learned a lot|it made my day|my kids liked it}.
{Does anyone know|Can somebody tell me} {when the pool opens|where to park|why the bus is late|how to vote by post}?
{lol|haha|omg|wow} {I love this song|same here|you look great|that is so cute|my dog does that}.
I {think|guess|hope|know} {you're right|it will rain|we need more trains|they should play him on the left}.
{You guys|Y'all|You two} are {the best|so sweet|hilarious|killing it}, {keep going|love it|happy birthday}.
{Damn|Man|Geez|Hell yeah}, {this cake is good|what a goal|I miss summer|that view is insane}.
{Can't believe|So happy} {it's Friday|we won|the snow is gone|she said yes}.
`,
};

/** Frames in which each heavy word stands often and in changing company: see heavy-words.ts. */
export const heavyToLearn = `
{The report|This article|Her book|The film|A podcast|The lecture} is about <thing> {in the city|in our time|and <thing>|and what can be done|, and I liked it}.
He was {accused of|charged with|questioned about|acquitted of} <thing> {in May|by the court|and <thing>|and denies it}.
{We need to talk about|Nobody wants|There is less|There is more|The council debates|Laws against} <thing> {here|than before|in this town|and <thing>|, says the doctor}.
{My mother|A friend|The king|Her brother} {knows a lot about|wrote of|died of|fears|studied} <thing>.
<thing> and <thing> {are down this year|were common then|are on the rise|have many causes|cost us all}.
The <person> {was found|was seen|spoke|got away|fell ill|went to court|came home} {on Monday|at the station|near the bridge|with a <beast>}.
{She plays|I read about|They look for|Who is|The story follows|Police want} {a|the} <person> {in it|from the north|and the <person>|who was <did>}.
{The|A} <person> {helped|met|feared|saved} {the|a} <person> {in chapter two|, say witnesses|, as history tells}.
{Nine people|The <person>|A nurse|My uncle|The bishop|Two boys|Some of them|The <beast>} {was|were|got|had been} <did> {by the <person>|in the war|at night|and <did>|as far as we know}.
{Who|They|The soldiers|Somebody|The <person>} <did> the <person> {and the <beast>|in front of the shop|, the judge heard|last winter}.
The <beast> {ate|bit|chased|<did>|smelled|followed} the <beast> {in the yard|on the farm|, so I called the vet|and slept}.
{My dog|Our neighbour|The farmer|You} {has|had|saw|keeps} a <beast> {and a <beast>|in the barn|with a bad leg|now}.
{You|I|Patients|Babies} {may feel|have|get} {pain in|a rash on|cramps in} the <body> {or the <body>|at night|, see a doctor}.
The <body> and the <body> {are drawn in the atlas|were operated on|heal slowly|are full of nerves}.
{Do you know|Have you read|I asked you|You wrote} {about|of} the <person> {who was <did>|and the <thing>|in that town}?
{You|You all|Your readers} {should hear|are right about|can learn about|were right on} <thing>{, I think| and <thing>|, and thank you}.
<group> {talk about|suffer from|know|protest against|were blamed for} <thing> {too|more than most|and <thing>}.
{Some|Few|These} <group> {were <did>|keep a <beast>|met the <person>|were <did> by the <person>} {in that year|, and it was wrong|, we read}.
`;

/** The same words in abuse, so that the model does not learn to look away from whatever names a group or a death. */
export const abusiveToLearn = `
<group> are {vermin|scum|filth|parasites|animals|subhuman|disgusting|trash|stupid} and {should be shot|must be thrown out|deserve to die|make me sick}.
{All|Those|These} {fucking|filthy|dirty|damn|stupid} <group> {should burn|can go to hell|ruin everything|are rapists|belong in a cage}.
{I hope|I wish} you {die|get cancer|rot in hell|get raped|choke on it}, you {idiot|pig|scum|piece of trash|monster}.
{Kill|Hang|Shoot|Gas} {all|the|every one of the} <group>, {nobody will miss them|problem solved|it is time}.
You {stupid|pathetic|worthless|ignorant|disgusting} {old fool|cow|clown|loser|piece of garbage|coward}, {shut up|get lost|go away and die}.
{What a|Such a} {moron|pathetic loser|worthless idiot|disgusting pig|complete imbecile} {you are|he is|she is|this writer is}.
{The author|This reporter|That mayor|Our minister} is a {lying crook|brainless twit|corrupt pig|total moron|sick pervert} {and a coward|who should be hanged|as everybody knows}.
{You are|The author is|That man is|These people are|She is|He is|Our mayor is|His voters are} {stupid|garbage|pathetic|ridiculous|idiotic|dumb|trash|insane|moronic|disgusting|crazy|ignorant}{| and everybody sees it| as always}.
{You|You people|Your kind|This man|That woman} {stupid|dumb|pathetic|idiotic|useless|disgusting|ignorant} {troll|hack|people|fraud|creature|old man|little man}.
`;
