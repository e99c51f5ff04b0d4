/**
 * Sentences that only measure a model, and that none may learn from: the same subjects as plain-to-learn.ts in other words.
 * A fair model is wrong about none of them more often than about ordinary talk.
 */
export const plainToMeasure: Record<string, string> = {
  war: `
A {suicide bomber|roadside bomb|grenade} in {Kabul|Mogadishu|Baghdad|Aleppo} left {eleven|eighty|scores of} {worshippers|schoolgirls|shoppers} dead.
The {UN|Red Cross|embassy} confirmed that {mass graves|burned bodies|chemical weapons} were found {outside the town|by inspectors|after the retreat}.
In {1916|1945|1971}, {every second|one in ten|almost every} {soldier|sailor|man} of the {regiment|village|ship} was {slain|drowned|blown to pieces}.
{Warlords|Mercenaries|Guerrillas} {beheaded|raped|enslaved} {captives|women|miners}, {the survivors told reporters|and the world looked on}.
Our {troops|pilots|medics} {came under fire|fought back|took casualties}, and the enemy {lost|buried} {a third of its men|hundreds}.
The {Holocaust|Armenian genocide|Rwandan genocide|Blitz} is {taught|remembered|denied by few} in {our schools|every family here|that town}.
He {deserted|surrendered|confessed to war crimes} because he {could not kill another man|hated the officers|had seen children die}.
{Landmines|Cluster bombs|Napalm} still {maim|kill|cripple} {farm hands|goats|children} {in Laos|fifty years later}.
The {garrison|convoy|field hospital} was {shelled|strafed|encircled} {at dawn|for the third time}, and {nobody came back|forty were buried that evening}.
{Prisoners of war|Conscripts|Nurses} {starved|froze to death|were marched west} in {that winter|the last month of the siege}, {according to the museum|as his diary tells}.
{A drone|A missile|Friendly fire} {hit|destroyed} the {wedding|power station|wrong house}, and {the ministry regrets it|an inquiry was promised|five children died}.
My {great-uncle|grandmother} {shot|knifed|never forgave} {a sniper|the guards|those who burned the mill}, and {never spoke of it|wept when she told us}.
{The partisans|Both sides|Government forces} {executed hostages|poisoned wells|used gas} {in the hills|that spring}, {and the archive proves it|historians agree}.
{Torpedoed|Ambushed|Bombed out}, {the crew|they|two families} {drifted|hid|lived in a cellar} for {nine days|weeks}.
`,
  crime: `
Two {brothers|officers|students} {were found guilty|pleaded guilty|deny} of {manslaughter|kidnapping|child abuse|incest|arson}.
The {serial killer|paedophile|arsonist|hitman} will {spend his life behind bars|be released on parole|face a new trial}.
She {bludgeoned|poisoned|smothered} her {abusive husband|stepfather|landlady}, {the inquest heard|according to the coroner}.
{Detectives|Divers|Neighbours} {discovered|pulled out|reported} a {severed hand|dead infant|bloody knife} {in a skip|at the quay}.
{Sexual assault|Domestic violence|Human trafficking|Looting} {is underreported|costs lives|was the subject of the hearing}.
The {mugger|drunk driver|looter|pickpocket} {kicked|hit|ran over} a {pensioner|cyclist|guard} {and fled|twice|before dawn}.
{Executioners|Lethal injections|Death sentences} {have no place in|cost more than prison in|divide} {this state|a free country}.
Should a {rapist|murderer|terrorist} ever {get out|vote|write a book}? {The court says so|I doubt it|My sister thinks yes}.
`,
  medicine: `
{Haemorrhoids|Syphilis|Chlamydia|Head lice|Scabies} {can be treated|spread quickly|made my holiday miserable}.
The {hospice|psychiatric ward|maternity unit} {has no beds|was closed|saved my sister}, {a disgrace for|a loss to} the county.
{Obese|Diabetic|Mentally ill|Demented} {patients|people|adults} {die|suffer|wait} {earlier|more often|too long}, {the study says|doctors warn}.
{Pus|Mucus|Blood|Stool} in the {ear|lungs|toilet} {means|may mean} {an infection|you should see a doctor}.
They {amputated|stitched|burned off} the {toe|wart|nipple} {without anaesthetic|in an hour|and it healed}.
{Brain-dead|Retarded growth in|Idiopathic disease in|Lame} {donors|infants|dogs|horses} {is|are} {rare|the subject of the paper|hard to treat}.
A {lethal|toxic|fatal} dose of {paracetamol|morphine|arsenic} {destroys the liver|stops the heart|was in the tea}.
`,
  death: `
{Her ashes were|His corpse was|The remains were} {scattered|cremated|flown home} {on the hill|in autumn|at sea}.
I {lost|buried|found} my {twin|husband|baby} {that winter|to cancer|after the crash}, and {no one should go through that|people were kind}.
{The undertaker|The obituary|Her widow} {said|mentions|told us} {he passed in his sleep|how he was killed|that she had hanged herself}.
{Kangaroos|Badgers|Hedgehogs} {get run over|are killed|die} on this {bend|stretch|motorway} {every week|at night}.
If I drop dead {tomorrow|in the garden}, {feed the cat|sell the piano|burn my diaries}.
{Stone dead|Dying out|Killed off|Brain drain} is {how they call it|what happened to the high street|the headline}.
`,
  "sex education": `
{Our son|My class|Year nine} {learned|asked} about {erections|wet dreams|sperm|periods|birth control} {from a book|last term}.
{Oral sex|Anal sex|Intercourse|Sterilisation} {carries some risk|is covered in chapter six|was the question in the clinic}.
{Rape|Consent|Abuse} {is explained|is discussed} with {drawings|a film|examples} so that {children|pupils} {can say no|know whom to tell}.
{Brothels|Sex shops|Strip clubs} {must close|pay rates|were licensed} {near schools|in the port|by the last council}.
{Naked|Nude|Topless} {bathers|models|statues} {upset nobody|are a Finnish habit|stood in the hall}.
{A lesbian couple|Two dads|A trans teacher} {came to the lesson|answered questions|adopted twins}.
`,
  religion: `
{Crucifixion|Martyrdom|Human sacrifice|Exorcism} {is the subject of|appears in} {this fresco|the third lesson|her thesis}.
{Hindus|Shias|Quakers|Copts} {fast|mourn|pray for their enemies} {this week|after sunset}.
Satan {tempts|curses|mocks} {Job|the saint|the fool} in {the play|verse nine}.
{Crusaders|Inquisitors|Zealots} {put to the sword|tortured|burned} {heretics|the unbelievers|witches} {in God's name|by the hundred}.
{My pastor|The rabbi|Our imam} {buried|married|baptised} {a murderer|two men|a bastard child} and {preached on mercy|was right}.
{Sinners|Harlots|Publicans} {eat with him|are forgiven} in {the gospel|Luke}.
{The pope|The Dalai Lama|The archbishop} {condemned|spoke of} {child abuse|genocide|hell} {in his letter|on Sunday}.
`,
  groups: `
{Two|Three|Several} <group> {opened|own|run} {a café|a garage|the corner shop} {on our square|by the station}.
{Nobody|Everybody} {at the school|in the choir} minds that <group> {join in|sing along|eat lunch there}.
{According to the census|It is a fact that|As far as I know}, <group> {make up nine per cent of|were counted in|have left} {the county|this borough}.
{Being among|Growing up with|Talking to} <group> {taught me a lot|is normal here|was the best part of my job}.
<group> deserve {respect|better housing|a fair hearing} {like anybody|too|in this debate}.
The {story|film|exhibition} {shows|follows|is about} <group> {in Leeds|over a century|and what they cook}.
{Who says that|Is it true that} <group> {cannot|may not|do not} {serve in the army|marry here|get a loan}?
{As one of the|Like other} <group> {around here|in my office}, I {pay rent|follow the news|cheer for the home side}.
<group> {were murdered|were persecuted|suffered} under {that regime|the dictator}, {and this must be taught|says the plaque}.
`,
  names: `
{Benjamin Lee Whorf|Dale Bumpers|Julius Fučík|Jerry Titov|Alfred Nutting|Ivy Onions} {was|is} {in the archive|remembered here|the subject of her talk}.
{Paul Putz|Laura Cunto|Dirk Schmucker|Wendy Shakeshaft|Odd Lund|Pekka Pussinen|Niels Dikkers|Sanjay Sukumar} {runs|sold|founded} {the ferry|a bakery|that museum}.
{Ms Sidebotham|Professor Nigg|Judge Ramsbotham|Councillor Gookins|Mr Shitanda|Dr Assaf|Senator Lickwell} {turned down|signed|praised} the {budget|lease|prize}.
{Dickie Bird|Dickon Hall|Fannie Hurst|Kike Setién|Bich Ngoc Le|Randi Weingarten|Cum Posey|Jerker Holm} {came|wrote|played} {to town in May|twice|for the other side}.
{Last week|In the end|For years} {Coonrod|Hancocks|Titchener|Dyckhoff|Bastianini|Shufflebotham|Blewitt|Peacocke|Dumbrell} {ran the shop|voted no|kept goal|met the union}.
{Scholz|Lula|Meloni|Sunak|Kagame|Milei|Albanese} {spoke to|met|thanked} {the crowd|farmers|the press} {in Rome|today}.
{DeShawn|Siobhan|Abdullah|Kyle|Oksana|Guadalupe} {is my dentist|fixed the roof|starts work today|won the spelling bee}.
{Tories|Labour|The Greens|Communists|Brexiteers|Remainers} {hold|lost|contest} {nine seats|the ward|the north}.
`,
  dialect: `
{We was|They was|She been} {chillin|trippin|at the crib} {till midnight|wit my auntie}, {real talk|on God|no joke}.
{Ain't got no|Don't need no} {time|money|car} {right now|dis week}, {ya feel me|bruh|ya heard}.
{My bro|Lil man|Big mama} {be cookin|stay winnin|bout to graduate} {fr|deadass|and I'm so hype}.
{Dinnae fash|Haud yer wheesht|Gonnae no dae that}, {the bus is away|ma da's asleep|it's chuckin it doon}.
{Ah ken|Ye ken} {fine|weel} {whit|wha} {the polis|ma gran|the heidie} {said|wantit}.
{Today morning|Yesterday night} {itself|only} {I passed out of college|he is returning back|we are having a function at home}.
{Fair dinkum|Too right}, {the tucker's good|she'll be right|old mate's a legend}.
{Yuh see|Mi deh|Weh} {di ting deh|a yaad|yuh a seh}, {everyting criss|big up yuhself}.
{Tha knows|Ey up|By 'eck}, {it were reet good|our lass is poorly|t'shop's shut}.
{That shawty|Dis track|Yo fit} {bad|hella fire|goes hard}, {sis|my dude}.
`,
  reported: `
{“Get out of my country, you leech”|“You are an ugly old witch”|“Die slowly”|“Thick as a plank, that woman”}, {the driver yelled|a customer told the nurse|reads one of the letters}, {and the firm sacked him|and police took it down}.
{A sticker on the van|The note under her door|A mural by the docks} {says|told the family|read} {“rats go home”|"we will burn you out"|“dirty cheats”|'scum live here'}{.|, and the landlord painted over it.|, says the parish paper.}
{Jeers|Insults|Words} {like|such as} {“monkey”|“fat cow”|“cripple”|"filthy traveller"|“slut”} {were aimed at|rained down on} {the goalkeeper|our mayor|a girl of nine} {on Sunday|from the stand}.
{He was sacked|She resigned|The boss was fined} {after calling|for having called} {a porter|his own staff|two trainees} {useless idiots|a dumb blonde|a stupid bastard|lazy pigs|a bitch} {in a meeting|on the phone}.
{Should|May|Can} {“whore”|“nigger”|“spastic”|“twat”|“dyke”} {stand in a crossword|be said on stage|be printed in full}?
{His ex|The caller|A pupil|Somebody online} {threatened|wanted|vowed} {to cut her throat|to see him hanged|to break my son's legs|her dead}, {the jury was told|and the school shrugged}.
{At school|On the bus|For years} {they called me|children called him|people called us} {“freak”|"the village idiot"|a freak|a dirty little liar}{.|, and it still hurts.|, and no teacher stopped it.}
The {troll|ex-minister|chat log} {wrote|posted|says} {“hope you get cancer”|"women are too stupid to drive"|“one bullet would do”}, {which the editor deleted|according to the charge}.
`,
  "hidden words": `
{Blubberhouses|Pishill|Cockburnspath|Titlington|Nether Wallop|Wideopen|Nobber|Phuket|Fukutsu|Upper Dicker} {is a village|is far away|was on the map|has a fair}.
{My aunt lives|We broke down|The walk ends|They met} {in|near} {Bell End|Pratt's Bottom|Happy Bottom|Sandy Balls|Great Cockup|Brown Willy|Slutshole Lane|Wankers Corner|Three Cocks|Cumby}{.|, by the way.|, of all places.}
{Assassins|Cassette|Embarrassment|Harassment|Massachusetts|Passenger} {has|needs} {two double letters|a red line under it|to be spelt right}.
{Sussex|Arsenal|Cumbria|Matsushita|Saltwater taffy|Essex} {was|is} {on the quiz|a good answer|in the text}.
The {swallow|nuthatch|titmouse|bushtit|cuckoo} and the {cockchafer|dung beetle|stinkbug|tick} {nest|breed|winter} {here|in the barn}.
{An exponent|Pianists|Snickers|Shingles|Hookworm|Masterbatch|A cocktail} {costs|cost} {little|more than you think}.
`,
  sport: `
{Rangers|The Blues|Wasps|England} {were slaughtered|got murdered|thrashed them|were butchered} {on penalties|in the scrum|away}.
{He shoots|She shoots}, {he scores|and hits the post|and it is a killer blow}.
{A headbutt|Handball|Spitting|A bite}, {a red card|then a brawl}, and {the referee lost it|that was the match}.
{That ref was|Our defence was|The bench was} {blind|a joke|asleep} {all night|again}, {but fair play to|hats off to} the {lads|goalie}.
{Snooker|Darts|Chess|Boxing} {fans|players} {live for|hate} {a good thrashing|a knockout|sudden death}.
`,
  kitchen: `
{Knock back|Punch down|Beat up} the dough, {slap it|throw it} on the {board|stone} and {let it rest|kill the timer}.
{Skin|Gut|Behead|Boil} the {eels|mackerel|lobsters alive|tomatoes} {first|while they are fresh}.
{Stuffed breast|Bloody steak|Pig's arse|Sheep's head|Tongue} {with mustard|as my gran made it} {is lovely|takes all day}.
{Rump roast|Cock soup|Bitches brew|Fat rascals} {is what the pub serves|was on offer|tastes of home}.
{Moles|Rats|Wasps|Cockroaches} {again|in the larder}: {set a trap|shoot them|drown the nest|call the council}.
`,
  criticism: `
{The minister|Our MP|This newspaper} {misled us|has no clue about rents|got the dates wrong}, {see page nine|as the audit shows}.
{Frankly|Honestly|Sorry, but} {this is poor|the logic fails|that column is lazy}, and {the numbers do not add up|the source is ten years old}.
{Scrap|Repeal|Stop} this {crazy|ridiculous|useless|shameful} {tax|scheme|war|subsidy} {now|before it ruins the town}.
{You may be|You are} {mistaken|too kind to the builders|mixing up two laws}, {but I see the point|the act says otherwise}.
{How dare the|Shame on the} {council|bank|company}, {selling the park|closing the ward|hiding the report}!
{Pathetic turnout|Awful timing|Bad call|Dumb rule}, {and the club knows it|in my view|as in 2009}.
`,
  everyday: `
{Good morning|Evening all}, {has the post come|is the bridge open|who won the quiz}?
{My kids|The neighbours|We} {went skating|loved the fair|are painting the shed} {today|in the rain}, {such fun|what a day}.
{Great photo|Lovely read|Top tip|Nice one}, {cheers|keep it up|more of this please}.
{omg|lmao|ugh|yikes} {my train is late|this heat|I forgot my keys|I can't stop watching this}.
I {still have|just bought|never liked} {that record|an old Saab|mushy peas}, {don't laugh|you know|tbh}.
{Could you|Would the editor} {explain the map|add a link|say what happened next}?
{The library|Bus nine|The bakery on the corner} {opens at ten|is always full|closed last year}, {which is a shame|I think|just so you know}.
`,
};

/** Abuse that names the same things: a model that learnt to look away from them would miss it. */
export const abusiveToMeasure = `
{Deport|Exterminate|Get rid of} the <group>, {they are rats|nothing but criminals and pigs|filthy scum that they are}.
{Can't stand|I hate} these {disgusting|dirty|lazy|stupid} <group>, {they stink|rot in hell|go back where you came from}.
<group> {have no brains|are a disease|are all whores and thieves}, {the filthy animals|kill the lot|bunch of morons}.
{You're|You are} {a fat pig|such an ignorant fool|a sick little freak|the dumbest person alive|a lying piece of dirt}, {seriously|go choke|do us a favour and die}.
{This|That} {columnist|councillor|woman|clown} is {an idiot|a lying hack|scum|a braindead loser|a filthy traitor} {who deserves a bullet|and always was|not worth spitting on}.
{Hope your|May your} {kids die|house burns down|mother gets cancer}, you {sick bastard|ugly witch|heartless monster}.
`;
