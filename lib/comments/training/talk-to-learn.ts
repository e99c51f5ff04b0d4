/**
 * Plain talk as it is heard under stories, films, games and pictures: loud, warm, sour, and no abuse of anybody. The words of abuse stand
 * in it too, for people say them of themselves, of things, of villains, and to ask others not to.
 */
export const talkToLearn: Record<string, string> = {
  "things that are sworn at": `
{This|That|My|The new} {phone|update|boss fight|printer|car|map|chair|laptop|app|weather|controller|level|bug} is {such a|a piece of|a total|a stupid|an absolute} {pain|junk|mess|nightmare|monster|joke|trash}{.|, and I paid for it.|, help.| lol.}
{Damn|Holy crap|Hell|What the hell|Wtf|Oh my god|Jesus|Bloody hell|Crap}, {that|this} {episode|game|song|match|ending|goal|drop|trailer|build|solo} {was insane|is sick|killed me|is crazy good|hits hard|is nuts|is a beast|blew my mind}{.|!|!!}
{I'm dying|I'm dead|I nearly died|Killing me|I choked|I can't breathe} {laughing|at that face|at the ending|when the cat jumped|at this clip}{.|! lol|, so good.}
{The damage|His range|That weapon|This champion|The final boss|Her ultimate|The dragon} {is ridiculous|is stupid strong|is disgusting|is broken|is pathetic after the patch|kills you in two hits|is trash now|is absurd}{.|, nerf it.|, but fun.}
{Kill|Shoot|Burn|Trap|Hit|Stun} the {boss|mage|dragon|tower|guard|zombies|drone} {first|from behind|with fire|while he sleeps|twice}, {then run|and loot the chest|it is easier|or you die again}.
{It|That|This} {sucks|really sucks|is a bummer|is crap|stinks|is a shame|is so annoying}{.|, sorry to hear it.|, we drove two hours.|, hope they fix it.|, but we move on.}
{Great|Good|Love|Enjoyed} {that|the|this} {damn|bloody|crazy|stupid|silly} {dog|song|show|film|team|cake|game|cat}{.|!|, every time.}
{Had|Got|Lost|Spent} {a shitty day|the crappy seats|a lousy hand|all damn night} {at work|on it|again|and still smiled}{.|, oh well.}
`,
  "of oneself": `
{I am|I'm|I was|I feel like|I know I'm} {such an|an|a complete|a bit of an|so} {idiot|fool|moron|dumb|stupid|clown|loser|coward|mess} {for|when it comes to} {not reading the manual|missing that|maths|cooking|locking myself out|crying at this}{.|, sorry.| lol.}
{Stupid|Silly|Dumb|Foolish} me{, I forgot the keys.|, I bought the wrong one.|, I believed it.|!| for waiting so long.}
{I hate|I despise|I can't stand|I am sick of} {mondays|my job|this heat|waiting|mushrooms|being ill|the dark|flying|olives|how I look in photos}{.|, but here we are.|, don't you?}
{My|Our} {dog|cat|toddler|brother|son|puppy|old man|sister} is {a lazy pig|a little monster|such a weirdo|a total clown|an idiot and I love him|a beast|a demon at night|my little devil}{.|, bless him.|, see the photo.| lol.}
{I|We} {would die for|would kill for|am crazy about|went nuts over|are obsessed with} {that jacket|this cake|a day off|her voice|those shoes|good coffee}{.|!|, honestly.}
{Don't call yourself|You are not|Nobody thinks you're|It does not make you} {stupid|an idiot|a loser|ugly|worthless|a failure|weak}{.|, we all do it.|, be kind to yourself.|, it happens.}
{I'm|I am} {old|fat|bald|broke|shy|slow|blind as a bat|deaf in one ear} and {happy|proud|still dancing|I like it}{.|!}
`,
  warm: `
{You are|You're|She is|He is|They are|This man is|That woman is} {a legend|a star|so kind|amazing|a beast on the pitch|a genius|the best|a hero|precious|an angel|my favourite|brilliant|wicked good|insanely talented}{.|!|!!| and I hope he knows.}
{Congratulations|Congrats|Well done|Happy birthday|Get well soon|Rest in peace|Welcome back|Good luck|So proud of you}{, you lucky devil.|, you two.|, sir.|, old friend.|, man.|!| to all of them.}
{He|She|The kid|That girl|This guy} {killed it|nailed it|smashed it|crushed it|is on fire|destroyed them all|is a monster player|slayed}{.|!|, what a show.}
{Poor|Sweet|Lucky|Dear|Brave} {guy|woman|man|dog|kid|thing|girl}{, hope he is fine.|, she deserves better.|, what a day.|, I would cry too.}
{Love|Loved|Adore} {this|your work|the colours|that dress|his laugh|the way she talks|those two}{.|!|, more please.|, so beautiful.}
{Hope|I hope|Praying} {you|he|she|they|the family} {feels better|feel better|gets well|gets help|win|recovers|recover|find him|are safe}{.|!| soon.| and is home by Christmas.}
{Thanks|Thank you|Cheers} {for|for all} {sharing|the tips|the laugh|your honest words|being there|the upload|correcting me}{.|!|, you saved my day.}
`,
  argued: `
{That|This|It} {is|was} a {silly|weak|poor|strange|lazy|foolish|childish} {argument|comparison|excuse|headline|question|guess}{.|, and here is why.|, if you ask me.}
{What a|Such a} {silly|daft|foolish|stupid|mad|wasteful} {law|fee|form|sign|timetable|idea}{!|, says my bank as well.|, and it costs us all.}
{I disagree|I don't agree|I don't buy it|You are wrong|You're mistaken|That is false|That's not true|Not quite|Respectfully, no}{:| here:|, and here is why:| because} {the vote was in March|the law says otherwise|nobody measured that|the source is a blog|prices rose before that|both parties did it|the map is old}.
{You|He|She|The author|The minister|Both of you} {missed the point|has it backwards|have it backwards|should check the date|quotes half of it|ignores the cost|changed the subject|did not answer}{.|, and I would like an answer.|, sorry.}
{Please|Could you|Can we|Let's} {stop calling people idiots|not call each other names|keep it civil|be polite|not insult anyone|leave families out of it|talk about the plan, not the man|drop the insults}{.|?|, thanks.}
{Calling|To call} {people|others|her|them|me} {stupid|trolls|liars|nazis|idiots|sheep|names|racists} {helps nobody|is no argument|is rude|does not answer the question|is not okay|is against the rules here}{.|, please stop.}
{I reported|Please remove|Moderators, please look at|I have flagged|Why did you allow} {the comment above|that insult|the abuse below|this account|that racist remark}{.|, it breaks the rules.|?}
{I|We} {won't|will not|shall not|can't} vote for {him|her|them|that party|the mayor} {again|because of the tax|after this|until they explain it}{.|, that is all.}
{The president|The governor|The prime minister|Our senator|The mayor|The party|Congress|Parliament} {lied about the cost|should resign|broke the law|wasted our money|failed the schools|must explain this|is wrong on this|did the right thing}{.|, in my opinion.|, whoever you vote for.}
{Neither|Both|Most} {Democrats|Republicans|conservatives|liberals|the left|the right|politicians} {nor the others did this|got this wrong|take money from them|said the same in 2008|will like this}{.|, look it up.}
{Are you|Do you} {saying|telling me|really think|seriously claim} {that the bridge is safe|the numbers are made up|nobody knew|it was an accident|taxes pay for that}?
{This|That|Your} {edit|article|source|section|paragraph|claim|headline|list} {is nonsense|is biased|makes no sense|is poorly written|reads like an advert|should be deleted|is not reliable|is a joke}{.|, so I changed it.|, please fix it.|, see the discussion.}
{Don't|Do not|Please don't} {delete my work|accuse me of that|remove it again|revert this|put words in my mouth|twist what I said|shout at new people}{.|, ask first.|, we can discuss it.|.}
{I think|I believe|It seems|In my view} {he|she|the company|the judge|the bank} {is lying|lied|is guilty|should be in prison|should pay|was treated badly|is not fit for the job}{, but let the court decide.|, going by the report.|.}
{If|When} {he|she|they} {broke the law|stole it|killed them|did that}, {he|she|they} should {go to jail|be arrested|be tried|lose the job|face a judge}{.|, like anybody.}
`,
  stories: `
The {villain|killer|monster|witch|demon|zombie|vampire|psychopath|tyrant} in {this film|the book|season two|that game|the play} {dies at the end|scared me|is well acted|kills the hero|is my favourite|has no motive}{.|, no spoilers.|!}
{In|At} the {end|last chapter|second episode|finale|trailer}, {he shoots his brother|she poisons the king|they burn the house|the dog dies|the whole crew is killed|the idiot opens the door}{.|, and I cried.|, what a twist.}
{When|Back when} I was {ten|a kid|in the army|at school|poor}, {a man beat me|my uncle shot a bear|they called us names|we killed our own chickens|the teacher hit us|a mob burned the shop}{.|, and I never forgot it.|, those were hard days.}
{The|Some|Two} {police|officers|soldiers|neighbours|guards} {shot|hit|beat|dragged|arrested} {a black man|an old woman|my cousin|the wrong person|a protester}{ last night.|, and it was filmed.| and we want answers.|.}
{People|Friends|Kids|Folks} {die|get hurt|get sick|go hungry} {out there|every winter|because of this|on that road}{.|, please be careful.|, so wear a helmet.}
{My|Her|His|Our} {ex|boss|landlord|father} {was abusive|hit her|lied to me|called me worthless|threatened us|threw us out}{.|, and leaving was the best thing I did.|, so I know how it feels.}
{Does|Do|Did|Will|Can} {anyone|you|they|somebody} {know the song|remember the old mall|ship to Canada|read the comics|have the recipe|still play this|like the second one}{?|, please?}
{The|This|That} {recipe|trail|lens|build|route|method|video} {works|is easy|is worth it|took me an hour|needs salt|helped a lot|was what I looked for}{.|!|, thank you.}
{We|They|I} {ate|hiked|played|waited|painted|danced|watched it} {all day|with the kids|in the rain|for three hours|by the lake|until midnight}{.|, and it was great.|, my legs hurt.| lol.}
{The new|That|His last} {record|episode|patch|chapter|restaurant|stadium} {came out|opens|drops|was announced} {on Friday|next month|last week|already}{.|, who is going?|!|, can't wait.}
`,
  "kitchen and yard": `
{Drown|Drop|Toss|Roll|Smother|Soak} the {beans|noodles|fish|mushrooms|peppers|dumplings} in {oil|butter|boiling water|salt|vinegar|gravy} {and wait|for a minute|until soft|, then serve}.
{Kill|Poison|Trap|Shoot|Drown|Burn|Pull out|Get rid of} {the|all the|those} {wasps|moles|nettles|snails|ants|moths|dandelions|flies} {in the shed|before June|, they eat my roses|with soap|, but spare the bees}.
{Gut|Skin|Bone|Hang|Roast|Smoke|Slaughter|Pluck} the {hare|pheasant|trout|goat|lamb|turkey|pig} {outside|for two days|the night before|as my gran did}, {then|and} {wash your hands|save the fat|make stock}.
{Cut|Chop|Rip|Tear|Hack} {off the heads|the dead wood|the stems|the rotten leaves|the fat} {and burn it|and bin it|in autumn|with a sharp knife}.
{The|My} {pork butt|rump steak|chicken breast|devil's food cake|blood sausage|fool with gooseberries|fat rascal|dirty rice|mud pie|liver|tongue|tart|stuffed goose} was {great|dry|burned|a hit|too salty} {last night|with mustard|, thank you for the recipe}.
{Smash|Crush|Strangle|Choke|Batter|Grate|Mash} {the|some} {avocado|lemons|potatoes|ice|seeds|ginger|weeds} {first|well|with a hammer|by hand}{.|, says the chef.|, it saves time.}
{Throw|Put|Shove|Stick} {it|them|the lot|the dough|the old bread} in the {oven|bin|freezer|compost|pan} {for an hour|and forget it|overnight}{.|, you will love it.}
{Pests|Worms|Maggots|Cockroaches|Rats|Slugs|Parasites|Vermin} {got into|live in|came with|were in} the {flour|cellar|bin|soil|loft|apples} {again|last year|, so I cleaned it|, call the council}.
`,
  "on the pitch": `
{We|They|The home side|The champions|Our girls} {thrashed|mauled|murdered|demolished|buried|whipped|spanked} {them|the rivals|the league leaders} {on Saturday|by six|away}{.|, what a night.|, and it felt good.}
{He|She|The winger|The bowler|The boxer|Number nine} {shoots|attacks|hits|strikes|kicks|knocked him out|was knocked out} {from distance|in the first round|low and hard|and scores}{.|!|, replay please.}
{Drop|Bench|Sack|Sell|Sub|Trade} {him|the coach|the keeper|the captain|half the team} {already|now|before it is too late|after that game}{.|, we need fresh legs.|!}
{That|The} {ref|linesman|defence|midfield|pitch|penalty|tackle} was {blind|awful|asleep|a joke|terrible|shocking|a disgrace} {tonight|all game|again}{.|, but fair play to them.|!}
{Brutal|Savage|Deadly|Killer|Vicious|Filthy|Wicked|Sick} {pace|left foot|spin|header|serve|curve ball|dunk|knock}{.|!|, best of the year.| from the kid.}
`,
  "war and court": `
{They|The soldiers|The enemy|Both armies|The invaders} {shot|bombed|burned|starved|executed|buried} {the prisoners|whole towns|the wounded|each other|my grandfather's unit} {in the last war|by the river|for months}{.|, as the book says.|, and nobody paid for it.}
{The|A} {death toll|attack|shooting|raid|explosion|ambush} {rose to forty|killed nine|left many dead|hit a bus|shocked the town}{.|, says the ministry.|, and the hunt goes on.}
{He|She|The accused|The gang|The driver} {should|must|will|may} {go to jail|get life|hang if found guilty under that law|be deported after the sentence|be executed in Texas}{.|, the court ruled.|, the judge said.}
{Hanging|Whipping|Lethal gas|The electric chair|Stoning|Castration|Deportation} {was the punishment|is cruel|was used|is still legal|was ended} {for theft|in those days|in some countries|until 1965}.
{The|Two|Several} {boys|girls|migrants|guards|hostages|neighbours} were {stabbed|shot|hung|whipped|run over|strangled|drowned|beaten|burned alive|poisoned} {by the gang|near the school|in front of us|, police said}.
{Who|Why} {killed|shot|poisoned|would kill} {the king|that journalist|the bees|her|a mother of three}{?|, do we know?| and why?}
{Send|Drop|Dump|Deploy} {troops|food|aid|bombs|supplies} {to the coast|over the city|in the valley|on the port} {before winter|, say the generals|, or do nothing}?
{Trucks|Drones|Militias|Snipers|Rockets} {kill|wound|hit|target} {more people|children|convoys|hospitals} {every year|there|than before}{.|, it has to end.}
{The police|A guard|Somebody|My uncle} {killed|shot|stabbed|hit|choked} {the suspect|a burglar|a drunk man|his wife|a child molester} {, then himself|in self-defence|and got nine years|last May}.
`,
  "bodies and illness": `
{I|My sister|He|The patient} {got|had|survived|died of} {a heart attack|a stroke|covid|rabies|an aneurysm|lung cancer|the plague|a slow decline} {last year|at forty|in her sleep|twice}{.|, stay safe.|, and I miss her.}
{Rabies|Cancer|Covid|A stroke|Dementia|Obesity|Alcohol} {kills|can kill|took|destroys|is coming for} {more of us|the old|my father|the liver|one in five} {each year|slowly|, so see a doctor}.
{Fat|Obese|Senile|Demented|Deranged|Insane|Mentally ill|Retarded|Crippled|Blind} {people|patients|relatives|children|old men} {need care|are not a joke|live with us|were locked up once}{.|, says the nurse.}
{It|The rash|The wound|The lump|That smell|The pus} {is|was|looks} {disgusting|nasty|ugly|gross|revolting|horrible} but {harmless|normal|it heals|not serious}.
{Worms|Leeches|Ticks|Lice|Maggots|Parasites} {suck blood|clean wounds|carry disease|live in the gut}{.|, says my vet.|, so wash it.}
{The baby|My dog|She|The old man} {vomited|threw up|bled|screamed|stopped breathing|wet himself} {all night|twice|after the pill}{, should I call someone?|, is that normal?|.}
`,
  "people and peoples": `
<camp> {want|need|asked for|voted for|oppose|marched for} {a new hospital|lower rents|the right to vote|peace|better wages|that bill}{.|, and so do I.| last week.}
{Many|Some|Most|Young|Older|Local} <camp> {live here|read this|agree with you|work nights|pray together|like the plan|love football}{.|, as I do.| too.}
{I am|I'm|My wife is|We are|My boss is} one of {the|those|many} <camp> {who read this page|who moved here|in this town|and I am proud of it}.
{A|The} <target> {said|asked|told us|wrote|explained} {that it was late|why the road is shut|what she thinks|nothing new}{.|, and I agree.|, see the video.}
{Hatred|Violence|Jokes|Laws|Prejudice} {against|about} <camp> {is old|is on the rise|hurts us all|must stop|was the subject}{.|, I think.}
{Thank you|Respect|Good night|Happy holidays}, <camp>{.|!| of this town.}
{She|He} is {the|a} <target> {with a plan|I voted for|who lost|next door|of the year}{.|, fair enough.|!}
{Why|When|How} do <camp> {celebrate it|vote so early|pray at noon|eat that|call it football}? {Just curious|Asking for my class|I would like to know}.
`,
  "hidden and odd words": `
{Lake Titicaca|The Bloody Mary|A blue tit|Dick Turpin|The Cockburn family|Sussex|Assam tea|A mass of grass|Mister Rapp|Assumption Day|The Horsham line} {is|was} {on the map|in the quiz|the answer|what I meant|worth a visit}.
{The|Our} {titanic cockerel|bassist|assistant|analyst|grapevine|pussy willow|assessor|hoarding|buttercup|shuttlecock club} {was|is} {late|in bloom|very good|on page two}.
{Niggling|Sniggering|Titillating|Prickly|Swanky|Crappie|Cocky|Bitchin|Assorted} {doubts|questions|fish|chairs|stories|answers} {remain|were found|are for sale|came up}.
{Mr|Mrs|Ms|Professor} {Pratt|Swallow|Savage|Crook|Hogg|Moody|Looney|Gross|Slaughter|Slutzky|Weiner|Balls|Cox|Hooker|Bader} {wrote the book|lives at number six|is our doctor|won the prize}.
{Pigs|Rats|Snakes|Apes|Donkeys|Toads|Monkeys|Weasels|Swine|Vultures|Hyenas|Baboons} {are clever|can swim|live in groups|escaped from the zoo|need water|were seen near the farm}{.|, says my son.|!}
{A|My|The} {pig|donkey|snake|ape|toad|rat|mule|cow|goat|hog} {bit me|got out|is ill|had four young|is smarter than you think|sleeps all day}.
`,
  "of the net, kindly": `
{lol|lmao|omg|haha|bruh|bro|dude|ffs|smh|wow} {same|me too|that cat|I spilled my tea|what a save|I needed that|so true|the ending|my mum did that|this is gold|not again|rain again|I was so wrong}{.|!| lol|}
{ur|you're|u r|yall|y'all|she's|he's} {so cute|right|too funny|the goat|killing me|invited|welcome|lucky|brave af|hot|a legend|funny as hell|good at this fr} {lol|tbh|bro|girl|ngl|man|}{.|!|}
{Found the|Here comes the|Another|Typical|Cue the|Listen to the} {bug|train|summer|bus|second verse|old joke|choir|Monday|sequel}{.|!| lol| again.}
{Nobody|No one|Literally nobody} {told me|knew that|plays support|asked for a sequel|was hurt|makes it like gran|expects rain}{.| lol.|!|, and it is fine.}
{Imagine|Picture} {living there|waking up to that|missing this goal|being that tall|a town with trams}{.|! lol|, I'd cry.}
{ok|okay|sure|yeah|fair|nice} {boss|mate|grandma|story|point|shot|question}{.|!| lol|}
{F|Big F|F in chat|Rip|Respect} {for the crew|to the old phone|to pay respects|for my sleep|}{.|!|}
`,
  "of high offices": `
{The <target>|Our <target>|The new <target>|A former <target>} {is accused of lying|denies the charge|was acquitted|is under investigation|raised taxes|visited Russia|takes questions|lost the vote|was born abroad|is eighty years old|will be tried}{.|, says the court.|, what do you think?|, about time.}
{Is|Was|Should} {the <target>|he|she} {guilty|a citizen|too old for the job|paid by the bank|be asked to resign|be in jail}{?|? I have doubts.|? Let the judge decide.}
{<camp>|Both sides|Most <camp>|Some <camp>} {lost the election|run this town|pay for it|will vote no|got it wrong|won by nine points|want the border closed|want it open|need better leaders}{.|, I think.|, and that is politics.|, so what?}
{Fascists|Nazis|Communists|Racists|Traitors|Terrorists|Pedophiles|Rapists} {marched in that year|are in the book|were put on trial|go to jail in any state|killed my family|must never rule again|are a danger to us all}{.|, and we forget.|, read it up.}
{Send|Take|Bring|Put} {them|him|the kids|the parcel|the dogs} {back|home|out|over the bridge|to the vet|to the beach} {by Friday|please|and call me|, it is late|before dark}{.|!}
{Close|Shut|Guard} the {border|door|gate|window|coast} {at night|, says the bill|for a while|, it is cold|and count who comes}{.|?}
{Women|Girls|Men|Mothers|Fathers|Nurses|Foreigners|Migrants} {do most of the work|vote more often|lie awake at night|learn the language|pay rent too|are paid less|get up at five|want their children safe}{.|, as the figures say.|, and who thanks them?|!}
{She|He|My mother|That woman|The actress|This girl} {sings like nobody|was asking for directions|is good at it|has no makeup on|grew up poor|looks great at sixty|looks tired|needs a rest|wears what she likes}{.|!|, bless her.|, love it.}
{It's|It is|Get} {back to work|back to school|on the boat at nine|out of the sun|home safe|in the kitchen by six}{, everyone.|, love.|, my dear.|!}
`,
  "war as it was": `
{Our regiment|The brigade|The partisans|A patrol|The crew|The fleet} {held the bridge|lost forty men|was cut to pieces|crossed the river|surrendered at dawn|was bombed by mistake} {in the first winter|near the lake|under heavy fire|in 1917}{.|, and two came home.|, as the plaque says.}
{A shell|A mine|A torpedo|A mortar|Shrapnel|A sniper} {tore off his leg|killed the cook|sank the ship|blinded her|hit the ward|took half the platoon} {on the last day|before the truce|in the desert}{.|, my grandmother said.}
{The junta|The secret police|The occupiers|The warlord|The tsar|The emperor} {had them shot|tortured students|starved the province|burned the books|hanged deserters|deported whole families} {without trial|by the thousand|for years}{.|, and the files prove it.}
{Veterans|Widows|Orphans|Survivors|Refugees|Deserters} {of the war|from the front|of the siege|of the camps} {meet here|still have nightmares|asked for a memorial|do not speak of it|told the class what they saw}{.|, every November.}
{The invasion|The air raid|The retreat|The uprising|The civil war|The blockade} {began on a Sunday|cost a million lives|destroyed the port|turned brothers into enemies|ended with a treaty}{.|, as we learned at school.|, and for what?}
{Poison gas|Barbed wire|Hunger|Typhus|Frostbite|Friendly fire} {killed more men than|was worse than|broke them before} the {bullets|guns|enemy|bombs}{.|, wrote the doctor.}
{Gunmen|Insurgents|Bombers|Hijackers|Pirates|Fighters} {stormed|seized|set fire to|shelled|ambushed} {a hotel|the airport|an oil field|a convoy|the parliament} {and took hostages|and left nine dead|at prayer time|, agencies report}.
{The tribunal|The commission|A witness|The museum|A documentary} {lists|describes|shows|counted} {the massacres|the executed|bones in the pit|rape as a weapon|torture in the cellars|the dead of both sides}{.|, page after page.}
{Nuclear bombs|Drones|Tanks|Submarines|Flamethrowers|Rockets} {wiped out|flattened|burned|crippled|ruined} {two cities|the bridge|a generation|whole forests|the harvest}{.|, and nobody should forget it.|.}
{He|My brother|Her son|The captain} {fell|was killed in action|went missing|was taken prisoner|lost an eye|shot himself} {at the front|over the sea|in the jungle|two days before peace}{.|, and his boots came home.|.}
{I|He|My father|A conscript|The pilot|Her uncle} {would not|did not want to|refused to|was told to|had to} {shoot|kill|bomb|bayonet|burn|hurt} {a stranger|civilians|the prisoners|anybody|people like himself|the wounded}{.|, so he was jailed.|, and it broke him.|, and wept when he told us.}
{The invaders|Bandits|The army|Both militias|Slave traders|Occupation troops} {raped|tortured|murdered|robbed|abducted|sold|drowned} {nurses|boys|villagers|nuns|the prisoners|their own people} {, the court was told|for weeks|and burned the crops|, and few were tried}.
{The tank crew|The gunner|Both drivers|A platoon|The whole watch|Their boat|The mule train} {was|were} {blown up|blown apart|torn apart|burned alive|cut down|wiped out|buried alive|shot to bits} {by a mine|in an hour|at the ford|at sea|on the first day}{.|, the diary says.}
{Villagers|Sailors|Medics|Boys of sixteen|Monks|Fishermen} {died|drowned|starved|were slaughtered|were gassed|were crushed} {in their sleep|like flies|in the holds|for nothing|in the snow} {while|as} {the generals dined|the world slept|the talks went on|nobody came}.
{Did|Why did|When did} {the army|our side|the allies|the rebels} {bomb the dam|kill the envoys|use gas|shoot at the crowd|leave the wounded}? {I want to understand it|The archive is closed|My thesis is about it}.
`,
  "as they say it here": `
{She|He|Mama|My auntie|That man|The boy} {be|been|done|don't|ain't} {tired|left|cooking|knowing|told you|at church|been knew} {since Sunday|already|no more|like that|all summer}{.|, honey.|, Lord have mercy.|, I'm telling you.}
{Wagwan|Yo|Ey|Oi|Alright|Hiya|Howay|G'day}, {fam|bro|pet|hen|mate|duck|our kid|cuz}, {you good|how's tricks|what you saying|you coming out|how you been}?
{Tha|Thee|Ye|Yous|Yinz|Yer man} {knows|were reet|look grand|is after eating it|want a brew|need to redd up|missed the bus}{.|, like.|, so you did.|, nowt wrong wi' that.}
{I ain't|She don't|We wasn't|They never|Ain't nobody} {got no time|said nothing|seen no dog|been nowhere|going to no party} {today|for that|in a minute}{.|, real talk.|, swear down.}
{Dis|Dat|De|Mi|Wi} {food|granny|bus|gyal|school} {sweet|nah run|love di beach|deh pon road|too nice} {man|eeh|yuh know|bad}{.|!}
{This party|That track|Them shoes|The curry|Her braids} {is lit|slaps|bussin|wicked|fire|mad decent|peng} {no cap|on God|trust me|innit|deadass}{.|!}
`,
};
