/**
 * Abuse by its kinds, for the model to learn from: what is said to people and of people, wishes of harm, threats, contempt for groups.
 * The frames are our own; what fills them stands in insults.ts, so that the company changes and the kind stays.
 */
export const abuseToLearn: Record<string, string> = {
  "said to somebody": `
{You are|You're|Ur|You really are|You must be|You will always be} {a|such a|nothing but a|a complete|just a|one} <vile> <insult>{|, you know that|, and everyone here knows it| lol}{.|!|!!}
{You|Hey you|Listen, you|Shut up, you|Nice try, you|Go home, you|Keep crying, you} <vile> <insult>{.|!|!!!}
{You are|You're|You people are|You lot are|You all are} {so|too|as} <vile> {it hurts|that it is painful to read|I almost feel sorry for you|for words}.
{What a|Such a|Spoken like a true|Typical} <insult>{.|!|, get a life.|, as usual.|, grow up.}
{Get lost|Shut up|Shut your mouth|Shut it|Go away|Get a brain|Grow a brain|Get a life|Grow up|Cry more|Cry me a river|Eat dirt|Bite me|Screw yourself|Do one}, <insult>{.|!}
{Are you|Were you|Is everyone in your family} {always this|born|really that|naturally} <vile>{?|, or do you practise?| or just drunk?}
{Did your mother|Did your parents|Did somebody} {drop you on your head|raise you in a barn|feed you paint|forget to teach you to read}{, <insult>?|?|, or were you born <vile>?}
{You have|You've got|With} the {brain|IQ|mind|intelligence|manners|morals} of {a rock|a goldfish|a turnip|a potato|a doorknob|a houseplant|a <insult>|a brick}{.|!|, maybe less.}
{Nobody|No one} {likes you|cares what you think|asked you|will ever love you|wants you here|would miss you}, <insult>{.|!}
{Your|Your whole} {face|voice|family|existence|life|channel|account|personality} {is a joke|makes me sick|is an embarrassment|makes me want to puke|is a waste|should be illegal}{.|!|, <insult>.}
{Look in the mirror|Take a shower|Lose some weight|Take your pills|Go back to school|Learn to read|Learn to spell|Crawl back under your rock|Go back to your cave|Go back to your mother's basement}, you <vile> <insult>.
{Only|Just} {a|another} <vile> <insult> {would|could} {say that|believe this|write that|defend them|watch this|post something like that}.
{I bet|I'm sure|Clearly} {you|your kind|people like you} {never had a job|can't even read|live on welfare|still live with mommy|eat crayons|are too <vile> to understand}.
{You should be ashamed|Shame on you|You disgust me|You make me sick|I despise you|I hate you|I can't stand you}, {you <vile> <insult>|<insult>|you <vile> old <insult>}.
{Kiss|Lick|Bite} my {butt|boots|backside|behind}, <insult>.
{Suck it|Choke on it|Stick it where the sun don't shine|Shove it}, {loser|<insult>|you <vile> <insult>}.
{Somebody|Someone|I} {should|ought to|will} {slap you|smack you|knock your teeth out|punch you|kick your teeth in|teach you a lesson}{, <insult>|, you <insult>|}.
{What is wrong with you|What's your problem|Who asked you|Who raised you}, you <vile> <insult>?
{You look like|You sound like|You smell like|You act like} {a <insult>|a <vile> <insult>|somebody's <vile> uncle|a pig in lipstick|something my dog threw up|a bag of garbage}.
{As|You're as|You are as} {dumb as a rock|thick as two planks|ugly as sin|useless as a chocolate teapot|stupid as they come|fake as your teeth}{.|, <insult>.}
`,
  "said of somebody": `
{He is|He's|She is|She's|That <target> is|This <target> is|The <target> is} {a|such a|just a|nothing but a|one|a total|a complete|an absolute} <vile> <insult>{.|!|!!| and always was.}
{He is|He's|She is|She's|The <target> is|This guy is} {so|too|just|totally|utterly|completely|really} <vile>{.|!|, it makes me sick.| and a <insult>.}
{What a|Such a|God, what a} <vile> {<insult>|<target>|excuse for a <target>|waste of space}{.|!|!!}
{This|That|The} <vile> <target> {needs to go|is a disgrace|should be in jail|makes me puke|has to be stopped|can't even talk|sold his soul|belongs in a cage|should be locked away}{.|!}
{Lock|Throw|Kick} {him|her|them|that <target>} {up|in jail|out} {and throw away the key|where <insults> belong|with the other <insults>|already}{.|!}
{He|She|That <target>|The <target>} {looks like|sounds like|talks like|walks like|dresses like} {a <insult>|a <vile> <insult>|a drunk <insult>|a cheap hooker|a bloated corpse|a melted candle|a pig}{.|! lol|!}
{He|She|The <target>} {is too <vile> to|has no brain and can't|is such a <insult> he can't} {tie his own shoes|count to ten|spell his name|read a book|run a bath}.
{Somebody|Someone|Will somebody|Can someone} {shut|slap|smack|gag} {him|her|that <target>|this <insult>} {up|already|please|for good}.
{He|She|The <target>|This <target>} {slept|lied|cheated|conned|whored} {his|her} way {to the top|into that job|through life}, {the <insult>|<vile> <insult>|what a <insult>}.
{Nobody|Who} {cares|asked|believes} {about|for|in} this <vile> {<insult>|<target>|has-been}?
{The face|A face|The eyes|The smile} of {a|some} {<vile> <insult>|<insult>|dead fish}{.|, just look.}
<vile> <insult>{.|!|!!|..}
{The|This} {whole|entire} family is {<vile>|nothing but <insults>|a bunch of <insults>|trash}{.|!}
{He|She|That <target>} {has|got|with} {no morals|no soul|no spine|rotten teeth|a room temperature IQ|mashed potatoes for brains|mush for brains}, {the <vile> <insult>|what a <insult>|poor <insult>}.
{Another|One more|Just another} <vile> {<insult>|<target>} {in a suit|on the payroll|with a microphone|on TV|nobody asked for}.
{Send|Ship} {him|her|that <insult>|the <insult>} {back to the zoo|to the moon|back where he came from|to the slaughterhouse|to the asylum}{.|!}
{If|When} {he|she|that <insult>} {opens her mouth|talks|speaks|smiles}, {I want to vomit|my skin crawls|you smell the garbage|I reach for the bucket}.
{Old|Fat|Ugly|Crazy|Crooked|Lying|Creepy|Sleepy|Little} <target>{, nothing but a <insult>| is a <vile> <insult>| and his <vile> wife| can rot}{.|!}
{Must be|It must be|How is it} {hard|nice|fun} being {so|that|this} <vile>{.|?}
`,
  harm: `
{I hope|I wish|Hope|Hopefully|I pray|Let's hope|Here's hoping|Can't wait till|I hope to God} {he|she|they|you|this <insult>|that <target>|all of them|the <insult>} {dies|die|gets <ruin>|get <ruin>|rots|suffers|suffer|chokes|drops dead|gets hit by a bus|drowns|is next|goes to hell|gets what is coming|is <harm>}{.|!| soon.| slowly.}
{He|She|They|This <target>|The <target>|All <camp>|These <insults>|People like that|Whoever did this|People who think so} {should be|need to be|needs to be|ought to be|must be|deserves to be|deserve to be|should have been} <harm>{.|!|!!| on live TV.}
{Just|Why don't you|Please|Please just|Do the world a favour and|Hurry up and|Go} {die|drop dead|jump off a bridge|jump off a cliff|drink bleach|disappear|go play in traffic|rot|choke on your dinner|walk into the sea|end yourself}{.|!|, <insult>.}
{Shoot|Hang|Drown|Burn|Kill|Bomb|Nuke|Gas|Castrate|Neuter|Sterilise|Whip|Flog|Lynch} {him|her|them|them all|the lot|every last one|these <insults>|the <insult>|all <camp>}{.|!|, problem solved.| and be done.|, simple.}
{Somebody|Someone|I|We|A good citizen} {please|should|should just|needs to|will|would gladly|want to|ought to} {shoot|strangle|stab|run over|poison|drown|push off a cliff|slap|beat up|hang} {him|her|them|this <target>|that <insult>|these <insults>|the <target>|you}{.|!}
{A rope|A firing squad|The gas chamber|The guillotine|A baseball bat|Rat poison|A wood chipper} {for|is all|is too good for|would fix|would do for|is waiting for} {him|her|them|you|all <camp>|these <insults>|that <insult>}{.|!}
{Rest in hell|Burn in hell|Rot in jail|See you in hell|Good riddance|Glad he's dead|Glad she died|One less|One down}, {<insult>|you <vile> <insult>|<vile> <insult>}{.|!}
{Too bad|Pity|Shame|It's a pity|Such a shame} {he|she|they|you} {survived|missed|didn't die|lived|wasn't in the car|recovered|made it out}{.|, the <insult>.|!}
{The world|This country|The planet|Everybody|Society} {would be|will be|is} {better off|a better place|cleaner|safer} {without you|without him|without <camp>|without these <insults>|when he's dead|once she drops dead|if they all died}.
{I will|I'll|I'm gonna|I would|We will|We're going to} {find you|break your legs|come for you|hunt you down|smash your face|beat you up|cut you|make you pay|burn your house down|slap you silly|knock you out}{.|!|, <insult>.}
{Karma|Cancer|Covid|The virus|Old age|Hell|The grim reaper|The devil} {will get|is coming for|will take|should take|can't come fast enough for|is waiting for} {you|him|her|them|that <insult>|all of you <insults>}{.|!}
{Watch your back|You're next|Your days are numbered|Sleep with one eye open|Keep talking and see|You'd better run|You will regret it}, {<insult>|you <insult>|you <vile> <insult>}{.|!}
{He|She|They|You|The <target>} {asked for it|got what he deserved|had it coming|deserved worse|deserves worse|deserved every bit}, {the <insult>|<vile> <insult>|and I laughed}.
{They|You|He|She|The <insult>} {won't|wouldn't} {last|survive|be smiling} {a day|long|anymore} {in prison|when we come|in my street|if I met them}{.|!}
`,
  groups: `
<camp> are {the|such|all|just|nothing but|a bunch of|full of|a pack of|mostly} <insults>{.|!|!!| lol}
<camp> {are|have always been|will always be} {<vile>|<vile> and <vile>|too <vile> to think|so <vile>|the enemy|a plague|a cancer|not human|mentally ill|mentally retarded|worthless}{.|!|, all of them.}
{All|Most|These|Those|You|Typical|Fucking|Stupid|Dumb|Crazy|Dirty|Filthy|Damn|Lying|Evil|Damned|Sick} <camp> {are <insults>|hate this country|can't think|should leave|ruin everything|make me sick|belong in the zoo|belong in jail|destroy everything|need to go|smell|stink|lie|are <vile>}{.|!}
{I hate|I can't stand|I despise|Ban|Jail|Death to|Down with|Never trust|No more|To hell with|Screw|Keep out the|Send home the|Throw out the} {all|the|these|those|fucking|filthy|} <camp>{.|!|, <insults>.|, they are <insults>.}
{Those|These|You|Such|What|All these|Bunch of|A bunch of|A pack of|Pack of|A nation of} <vile> <insults>{.|!|!!}
{Those|These|You|They are|Such|What|All these} {<insults>|<vile> <insults>} {hate us|will ruin us|are everywhere|breed like rabbits|can't even read|live off our taxes|vote like sheep|are at it again|never work|get everything for free|worship the devil}{.|!}
{The only good|A good} {<insult>|one of the <camp>|one of them} is {a dead one|one that leaves}{.|!}
{<camp>|They|These people|Those people} {don't|never|can't|won't} {work|wash|think|read|behave like humans|belong here|deserve rights|belong in our country}{, the <insults>|, <vile> <insults>|}{.|!}
{Go back|Go home|Get out|Leave}, <insults>{.|!|, nobody wants you.}
{Women|Girls|Wives|Females} {should|need to|must|belong} {stay in the kitchen|shut up and cook|know their place|obey|be quiet|not vote|not drive|in the kitchen}{.|, end of story.|!}
{Women|Girls|Females|Feminists} {only want money|are all the same, <insults>|are too <vile> to lead|just need a man|are property}{.|!}
{We|I|This country|Our town} {don't want|doesn't want|doesn't need|don't need|had enough of|is full of} {any more <camp>|your kind|these <insults>|<vile> <camp>|people of that colour|more <insults>}{.|!}
{Being gay|Being trans|That lifestyle|Homosexuality|Islam|Judaism|Feminism|Liberalism} is {a sickness|a mental illness|disgusting|an abomination|for <insults>|evil and sick}{.|!|, you <insults>.}
{White|Black|Brown|Yellow|Foreign|Third world|Liberal|Conservative|Republican|Democrat|Leftist|Right-wing|Woke|Religious} {trash|garbage|scum|filth|rats|vermin|pigs|savages|monkeys|idiots|morons|retards|trolls|nutjobs|lunatics|freaks|cockroaches|animals}{.|!| again.| everywhere.| at work.}
{Demo|Re|Con|Dem|Repub|Left|Trump|Lefty|Right}{turds|tards|rats|scum|idiots|cult|pigs|lickers|trash} {are <vile>|at work again|and their <vile> voters|everywhere}{.|!}
{Your|Their|His|Her} {kind|sort|race|people|religion|tribe} {should be wiped out|stinks|is <vile>|is not welcome|should not breed|makes me sick|was always <vile>}{.|!}
{Ghetto|Trailer park|Welfare|Gutter|Hillbilly|Redneck|Jungle|Prison} {trash|rats|animals|apes|people|scum} {as always|breeding again|with no class|and their <vile> kids|acting like <insults>}{.|!}
{What do you expect|What else|Not surprised} from {<camp>|these <insults>|<vile> <camp>|a bunch of <insults>}{?|.}
{Look at|Just look at} {these|those|the|all the} <insults>{.|!| in the comments.| crying.| defending him.}
`,
};
