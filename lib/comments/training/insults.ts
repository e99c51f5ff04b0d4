/** What people call each other to hurt, for sentences that teach the model: written plainly because they are learnt plainly. */
export const insults = {
  insult:
    "airhead|animal|ape|arsewipe|baboon|barbarian|beast|berk|bigot|bimbo|birdbrain|blockhead|blowhard|bonehead|bootlicker|brute|buffoon|bum|charlatan|cheat|clown|cockroach|con man|coward|crackpot|creep|cretin|crone|crook|crybaby|cultist|cunt|degenerate|demon|devil|dimwit|dingbat|dirtbag|disgrace|dolt|donkey|dope|douchebag|dullard|dumbo|dummy|dunce|embarrassment|failure|fake|fatso|fiend|fool|fraud|freak|gasbag|ghoul|git|gold digger|goon|grifter|hack|hag|halfwit|harpy|has-been|hog|hypocrite|idiot|ignoramus|imbecile|jackass|jerk|joke|knucklehead|lapdog|leech|liar|loony|loser|loudmouth|lowlife|lunatic|maggot|maniac|meathead|mongrel|monkey|monster|moron|muppet|narcissist|nincompoop|nitwit|nobody|numbskull|numpty|nutcase|nutjob|nutter|oaf|parasite|pervert|phony|pig|pillock|pinhead|piece of filth|piece of garbage|piece of trash|piece of work|plonker|prat|psycho|psychopath|puppet|quack|rat|reptile|retard|rodent|savage|scoundrel|scumbag|shill|shithead|sicko|simpleton|skunk|slimeball|sleazebag|slob|slug|snake|snowflake|sociopath|sore loser|stooge|swine|thug|toad|tool|traitor|trash bag|troll|turd|twerp|twit|tyrant|vermin|vulture|wacko|waste of oxygen|waste of skin|waste of space|weasel|weirdo|whiner|wimp|windbag|witch|worm|wretch|wuss|zombie".split(
      "|",
    ),
  insults:
    "airheads|animals|apes|baboons|barbarians|bigots|bloodsuckers|bootlickers|brutes|buffoons|bums|cavemen|cheats|clowns|cockroaches|cowards|crackheads|crackpots|creeps|cretins|criminals|crooks|crybabies|cultists|degenerates|demons|devils|dimwits|dirtbags|dogs|dolts|donkeys|dummies|failures|fakes|fanatics|filth|fools|frauds|freaks|garbage|goons|grifters|halfwits|hicks|hypocrites|idiots|imbeciles|inbreds|jackals|leeches|liars|locusts|losers|lowlifes|lunatics|maggots|mental cases|mongrels|monkeys|monsters|morons|nutcases|nutjobs|parasites|perverts|phonies|pigs|psychopaths|psychos|rats|reptiles|retards|rodents|savages|scum|scumbags|sheep|shills|sickos|simpletons|slime|snakes|snowflakes|sociopaths|swine|thieves|thugs|traitors|trash|trolls|turds|vermin|vultures|wackos|weirdos|whiners|worms|zombies".split(
      "|",
    ),
  vile: "arrogant|backward|brain-dead|brainless|braindead|bitter|bloated|brainwashed|childish|clueless|corrupt|cowardly|crazy|creepy|crooked|cruel|delusional|demented|dense|depraved|deranged|despicable|dim|dirty|disgusting|dishonest|dumb|entitled|evil|fat|feeble|filthy|foul|goddamn|greasy|greedy|gullible|gutless|heartless|hideous|hopeless|hypocritical|idiotic|ignorant|illiterate|inbred|insane|lazy|loathsome|low-class|lying|miserable|moronic|mindless|nasty|obese|pathetic|perverted|pitiful|psychotic|repulsive|revolting|rotten|ruthless|sad|sanctimonious|senile|shameless|sick|simple-minded|sleazy|slimy|smelly|smug|sorry|soulless|spineless|spoiled|stinking|stupid|thick|toothless|trashy|twisted|two-faced|ugly|uneducated|unhinged|useless|vicious|vile|washed-up|weak|whiny|wicked|worthless|wrinkled".split(
    "|",
  ),
  target:
    "author|mayor|president|senator|governor|prime minister|minister|judge|singer|actor|actress|reporter|journalist|host|coach|billionaire|woman|man|guy|lady|kid|girl|boy|cop|doctor|lawyer|teacher|bishop|candidate|influencer|commenter|neighbour|boss|chief|columnist|king|queen|councillor|professor|player|owner|streamer".split(
      "|",
    ),
  camp: "liberals|leftists|lefties|conservatives|right-wingers|Republicans|Democrats|Tories|socialists|politicians|journalists|celebrities|cops|bankers|feminists|boomers|millennials|protesters|voters|teachers|bureaucrats|billionaires|fans|Christians|Muslims|Jews|Mexicans|immigrants|foreigners|women|men|Americans|Brits|Chinese|Russians|Indians|Arabs|Africans|gays|trans people|blacks|whites|gypsies|vegans|anti-vaxxers|cyclists|communists|globalists|elites".split(
    "|",
  ),
  harm: "shot|hanged|hung|beaten|whipped|stoned|drowned|burned alive|run over|thrown off a bridge|put down|locked up for life|executed|strangled|castrated|sterilised|gassed|stabbed|knocked out|punched in the face|tarred and feathered|fed to the dogs|buried alive|wiped out|exterminated|deported|hit by a bus|lined up against a wall".split(
    "|",
  ),
  ruin: "cancer|a heart attack|a stroke|the plague|covid|an aneurysm|a slow death|a painful death|rabies|some terrible disease".split(
    "|",
  ),
} as const;
