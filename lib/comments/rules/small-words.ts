import type { SiteLanguage } from "./site-languages.ts";

/** Each list is one string, so that it reads as words and not as punctuation. */
const set = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/**
 * The small words that hold a language together, with the commonest verbs and what people say in comments, in the language and
 * in the dialects and slips of its readers. A word may stand in several lists: it speaks for each of them.
 */
export const smallWords: Record<Exclude<SiteLanguage, "en">, ReadonlySet<string>> = {
  de: set(`
    der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner keines und oder aber denn doch sondern
    ich du er sie es wir ihr mich dich ihn ihm uns euch ihnen mir dir sich man mein meine meinen meinem meiner dein deine deinen
    sein seine seinen seinem seiner ihre ihren ihrem ihrer unser unsere unseren unserem unserer euer eure dieser diese dieses diesen diesem
    jener jede jeder jedes jeden jedem alle allen aller alles viel viele vielen wenig wenige mehr meist manche einige etwas nichts
    ist sind war waren bin bist seid wäre wären gewesen wird werden wurde wurden würde würden worden habe hast hat haben hatte hatten
    hätte hätten kann kannst können könnte könnten konnte konnten muss muß müssen müsste musste soll sollen sollte sollten will wollen
    wollte wollten darf dürfen dürfte mag mögen möchte lassen lässt macht machen gemacht geht gehen gibt geben kommt kommen sagt sagen
    weiß weiss wissen denke finde glaube meine meint heißt steht stehen bleibt bleiben braucht brauchen tut tun
    nicht nie nur noch schon auch sehr so zu ja nein mal eben halt wohl gar ganz immer wieder hier da dort dann jetzt heute gestern
    morgen nun also etwa fast kaum leider endlich vielleicht eigentlich natürlich überhaupt genau richtig falsch gut schlecht schlimm
    warum wieso weshalb wie wo wann wer was wen wem welche welcher welches wenn weil dass daß ob als damit obwohl während bevor nachdem
    in im an am auf aus bei beim bis durch für gegen mit nach ohne seit über um unter von vom vor zum zur zwischen wegen trotz ins
    danke bitte hallo leute stimmt quatsch unsinn schade klasse super toll bravo herzlichen glückwunsch keiner niemand jemand
    net nich nix ned ich's isch mer mir's gell oida eh ned dat wat ick det is nee moin servus grüezi nöd gsi
  `),
  fr: set(`
    le la les l un une des du de d au aux et ou mais donc or ni car je tu il elle on nous vous ils elles me te se moi toi lui leur
    leurs eux ce c cet cette ces ça cela ceci celui celle ceux celles mon ton son ma ta sa mes tes ses notre votre nos vos
    qui que qu quoi dont où quel quelle quels quelles lequel laquelle est es suis sommes êtes sont était étaient étais serait sera
    seront été être soit ai as a avons avez ont avait avaient aurait aura avoir eu fait fais font faire faut faudrait peut peux
    peuvent pourrait pouvoir veut veux veulent vouloir doit doivent devrait devoir va vais vont aller dit dire sait savoir voit voir
    vient prend met ne n pas plus jamais rien personne aucun aucune tout toute tous toutes très trop peu beaucoup assez bien mal mieux
    aussi encore déjà toujours souvent enfin alors ainsi comme comment pourquoi quand si y en dans sur sous avec sans pour par chez vers
    entre depuis pendant avant après contre selon même autre autres chaque quelque quelques plusieurs oui non merci bravo bonjour
    voilà vraiment peut-être c'est c'était n'est n'a n'y qu'il qu'elle qu'on j'ai j'en l'on d'un d'une d'accord s'il aujourd'hui
    article honte dommage super article gens rien moins mdr pfff ouais bof chui t'as y'a ya faudra cependant jusqu'à parce que
  `),
  es: set(`
    el la los las lo un una unos unas y e o u pero sino ni que de del a al en con sin por para sobre entre hasta desde hacia según
    yo tú tu él ella ello nosotros nosotras vosotros vosotras ellos ellas usted ustedes me te se nos os le les mi mis tus su sus
    nuestro nuestra nuestros nuestras vuestro este esta esto estos estas ese esa eso esos esas aquel aquella aquello aquellos
    quien quién quienes cual cuál cuales qué cómo como cuándo cuando dónde donde cuánto cuanto porque por qué si sí no ya
    es son era eran soy eres somos fue fueron ser sea sean sería será serán sido siendo está están estoy estamos estaba estaban estar
    ha han he hemos había habían hay haya hubo haber habrá tiene tienen tengo tenemos tenía tener puede pueden puedo podemos podría
    poder debe deben debería hace hacen hacer hecho va van vamos voy ir dice dicen decir dicho sabe saben saber quiere quieren quiero
    muy más menos mucho mucha muchos muchas poco poca pocos todo toda todos todas nada nadie nunca siempre también tampoco algo alguien
    alguno algunos algunas otro otra otros otras mismo misma cada tan tanto así bien mal mejor peor ahora hoy ayer mañana aquí ahí allí
    entonces luego después antes aunque mientras además solo sólo casi gracias vergüenza hola bravo claro vaya pues creo parece
    enhorabuena acuerdo artículo gente vos sos che tenés ustedes ahorita nomás pa ostia tío q xq tmb
  `),
  it: set(`
    il lo la i gli le l un uno una di del dello della dei degli delle a al allo alla ai agli alle da dal dalla dai dalle in nel nello
    nella nei negli nelle con col su sul sulla sui sulle per tra fra e ed o od ma però se che chi cui quale quali quanto quanti
    io tu lui lei noi voi loro mi ti ci vi si me te ne mio mia miei mie tuo tua suo sua suoi sue nostro nostra nostri vostro vostra
    questo questa questi queste quello quella quelli quelle quel quell ciò è sono sei siamo siete era erano ero sarà saranno sarebbe
    essere stato stata stati fu ho hai ha abbiamo avete hanno aveva avevano avrebbe avere avuto può possono posso possiamo potrebbe
    potere deve devono dobbiamo dovrebbe dovere fa fanno fare fatto va vanno andare dice dicono dire detto sa sanno so sapere vuole
    vogliono voglio vorrei volere sta stanno non né mai più meno molto molta molti molte poco pochi tutto tutta tutti tutte niente nulla
    nessuno nessuna anche ancora già sempre solo soltanto così come dove quando perché perchè perche qui qua lì là ora adesso oggi ieri
    domani poi dopo prima quindi allora invece proprio bene male meglio peggio altro altra altri altre stesso stessa ogni qualche
    grazie vergogna ciao bravo bravi complimenti basta concordo d'accordo c'è c'era cosa cos'è dell dall nell sull all un'altra po po' mica
    sò nun stà boh vabbè magari ecco infatti
  `),
  pt: set(`
    o a os as um uma uns umas de do da dos das em no na nos nas num numa por pelo pela pelos pelas para pra ao aos à às com sem sob
    sobre entre até desde e ou mas nem que se porque porquê pois como quando onde quem qual quais quanto quantos eu tu ele ela nós vós
    eles elas você vocês me te lhe lhes nos vos mim ti si comigo meu minha meus minhas teu tua seu sua seus suas nosso nossa nossos
    este esta isto estes estas esse essa isso esses essas aquele aquela aquilo deste desta disto desse dessa disso neste nesta nisto
    é são era eram sou somos és foi foram ser seja será seria sido está estão estou estamos estava estavam estar há tem têm tenho temos
    tinha tinham ter teve haver pode podem posso podemos podia poderia poder deve devem devia deveria faz fazem fazer feito vai vão vou
    vamos ir diz dizem dizer dito sabe sabem sei saber quer querem quero fica ficar não nunca jamais nada ninguém nenhum nenhuma já
    ainda também só apenas sempre muito muita muitos muitas pouco pouca poucos mais menos tão tanto tudo todo toda todos todas algo
    alguém algum alguns algumas outro outra outros outras mesmo mesma cada assim bem mal melhor pior agora hoje ontem amanhã aqui aí ali
    lá então depois antes embora enquanto além obrigado obrigada parabéns vergonha olá sim concordo acho parece né tá pro gente
    à artigo notícia
  `),
  nl: set(`
    de het een der den des en of maar want dus ik jij je hij zij ze wij we jullie u mij me jou hem haar ons hen hun zich men mijn jouw
    zijn onze uw deze dit die dat wie wat waar wanneer waarom hoe welke welk is ben bent was waren geweest wordt worden werd werden
    geworden heeft heb hebt hebben had hadden kan kunt kunnen kon konden zou zouden zal zullen moet moeten moest mag mogen mocht wil
    willen wilde gaat gaan ging komt komen doet doen deed gedaan zegt zeggen weet weten vind vindt denk blijft staat laat laten maakt
    maken niet nooit niks niets geen nog al ook wel toch even maar heel erg zeer zo te ja nee hier daar er dan nu vandaag gisteren
    morgen altijd weer meer meest minder veel weinig alle alles iedereen iemand niemand iets elke elk ieder andere ander zelf samen
    in op aan van voor met door bij naar uit over onder tussen tegen zonder tot om na sinds tijdens als omdat terwijl hoewel indien
    toen voordat nadat goed slecht mooi precies eens oneens bedankt dank jammer schande helaas eindelijk misschien eigenlijk gewoon
    natuurlijk best prima hoor joh nou ge gij amai goesting 't 's 'n da ni efkes wa beter hele eigen zulke
  `),
  sv: set(`
    en ett den det de dem denna detta dessa och eller men för att som om när där hur vad vem varför var vilken vilket vilka jag du han
    hon vi ni man mig dig honom henne oss er sig min mitt mina din ditt dina hans hennes vår vårt våra ert era deras sin sitt sina är
    var varit vara blir blev bli blivit har hade haft ha kan kunde kunnat ska skall skulle vill ville måste bör borde får fick få gör
    gjorde göra gjort går gick gå kommer kom säger sade sa vet tycker tror finns fanns ser ger låter står inte aldrig inget ingen inga
    någon något några alla allt allting mycket många mer mest mindre få bara också även redan ännu fortfarande alltid ofta nu då här
    idag igår imorgon igen sedan sen dock ju väl nog kanske egentligen faktiskt just så ja nej jo i på av till från med utan vid under
    över mellan mot efter innan före genom hos kring bra dåligt rätt fel tack hej skam synd skönt äntligen instämmer håller samma
    annan annat andra själv ingenting nånting nåt å nä asså typ la inge int e nåja
  `),
  da: set(`
    en et den det de dem denne dette disse og eller men for at som om når hvor hvordan hvad hvem hvorfor hvilken hvilket hvilke jeg du
    han hun vi i man mig dig ham hende os jer sig min mit mine din dit dine hans hendes vores jeres deres sin sit sine er var været
    være bliver blev blevet blive har havde haft have kan kunne skal skulle vil ville må måtte bør burde får fik få gør gjorde gøre
    gjort går gik gå kommer kom siger sagde ved synes tror findes ser giver lader står ikke aldrig intet ingen noget nogen nogle alle
    alt meget mange mere mest mindre få kun også allerede endnu stadig altid ofte nu da her der i dag går igen siden dog jo vel nok
    måske egentlig faktisk lige så ja nej på af til fra med uden ved under over mellem mod efter inden før gennem hos godt skidt rigtigt
    forkert tak hej skam synd endelig enig samme anden andet andre selv ingenting sgu ka ik hva osse ligesom mens fordi hvis nemlig
    derfor bare både hverken
  `),
  no: set(`
    en ei et den det de dem denne dette disse og eller men for at som om når hvor hvordan hva hvem hvorfor hvilken hvilket hvilke jeg du
    han hun vi dere man meg deg ham henne oss seg min mitt mine mi din ditt dine hans hennes vår vårt våre deres sin sitt sine er var
    vært være blir ble blitt bli har hadde hatt ha kan kunne skal skulle vil ville må måtte bør burde får fikk få gjør gjorde gjøre
    gjort går gikk gå kommer kom sier sa vet synes tror finnes ser gir lar står ikke aldri intet ingen noe noen alle alt mye mange mer
    mest mindre få bare også allerede ennå enda fortsatt alltid ofte nå da her der i dag går igjen siden dog jo vel nok kanskje egentlig
    faktisk akkurat så ja nei på av til fra med uten ved under over mellom mot etter innen før gjennom hos bra dårlig riktig feil takk
    hei skam synd endelig enig samme annen annet andre selv ingenting fordi hvis derfor både verken mens
    eg ikkje kva kven korleis kvifor kor ein eit dei me vere vore vart blei noko nokon berre frå mykje òg høyrer ho dykk itj æ ka kem korsn
    no heile hele eigen egen såg seier veit då enn
  `),
  pl: set(`
    i a o w we z ze do na po od u za pod nad przed przy bez dla przez między ku oraz lub albo ale lecz więc bo że żeby aby gdy kiedy jak
    jeśli jeżeli choć chociaż ponieważ który która które którzy których którym którą co kto czy gdzie skąd dlaczego czemu ile jaki jaka
    jakie ja ty on ona ono my wy oni one mnie mi mną ciebie cię ci tobie jego jej go mu ją nas nam nami was wam ich im nimi się siebie
    sobie mój moja moje twój twoja swój swoje swoją nasz nasza nasze wasz ten ta to te tego tej temu tę tym tych tymi tam tu taki taka
    takie jest są był była było byli były być będzie będą jestem jesteś jesteśmy został została zostało ma mają mam masz mamy miał miała
    mieć może mogą mogę można trzeba musi muszą powinien powinna powinno chce chcą chcę robi robią robić wie wiem wiedzą mówi mówią
    nie tak już jeszcze tylko też także również zawsze nigdy nic nikt ktoś coś każdy każda wszystko wszyscy wszystkich wiele wielu dużo
    mało bardzo bardziej najbardziej mniej więcej teraz dziś dzisiaj wczoraj jutro potem wtedy znowu niestety może chyba właśnie
    naprawdę oczywiście dobrze źle lepiej gorzej dziękuję dzięki brawo wstyd szkoda zgadzam panie pani pan czyli no niech by
    jeden jedna dwa sam sama samo inny inne innych swoich swoim
  `),
};
