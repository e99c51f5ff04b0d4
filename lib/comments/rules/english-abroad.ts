/** English as it is written in Scotland, Lagos, Kingston or Singapore. Each list is one string, so that it reads as words. */
const set = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/**
 * The words of a variety that no other language has, and those that other languages have as well: "di" is Italian, and Jamaican
 * beside "waan". One of the first makes English of the second.
 */
type Variety = { own: ReadonlySet<string>; shared: ReadonlySet<string> };

const varieties: Variety[] = [
  {
    own: set(`
      whit fae frae cannae dinnae wouldnae couldnae shouldnae didnae isnae wisnae wasnae willnae doesnae havenae hasnae gonnae
      tae oot aboot auld mooth heid hame noo gie gies naebody naewhere masel yersel oor whaur fash scunner scunnered glaikit
      dreich muckle braw wheesht hoose doon toon toun ootside weans wean polis cooncil nowt owt summat gannin divvent howay
      yous youse arvo bogan bogans pollies strewth eish lekker braai bakkie howzit
    `),
    shared: set("ye ken fur o a an ma yer wi hae wha sic gey yon thon nae nay mak tak lang kent aw"),
  },
  {
    own: set(`
      wetin dey abeg wahala pikin naija sabi sef shey oya comot unto wey una dis dat dem abi oga govament goment gofment sha
      chop walahi biko ehn waka yarn japa kpai wan
    `),
    shared: set("na no go fit don am se de di for so go o oo ooo go im ko la le to ni don one make e fo"),
  },
  {
    own: set(`
      gwaan inna yuh waan haffi cyaan pickney nuh unu tief dweet nyam bredrin bredda wid weh gyal bwoy likkle fren dutty mek tek
      seh wah deh dem dat dis ting tings allyuh allawe wata nuff fi pon outta affi
    `),
    shared: set("di de mi im a da man an dung pan so sa ya yah me wi ah ina cah too nah all we tan"),
  },
  {
    own: set("lah leh lor meh sia liao walao gahmen kiasu hor alamak aiyah aiyo kopi"),
    shared: set("wah lau can la ah one"),
  },
];

const own = new Set(varieties.flatMap((variety) => [...variety.own]));

/**
 * The words of a sentence that are English because of their company; undefined when it is in no such variety. Two words of its
 * own prove it, or one beside enough plain English.
 */
export function englishAbroad(words: string[], isPlain: (word: string) => boolean): Variety | undefined {
  if (!words.some((word) => own.has(word))) return undefined;
  return varieties.find((variety) => {
    const owned = words.filter((word) => variety.own.has(word)).length;
    const fits = words.filter((word) => variety.own.has(word) || variety.shared.has(word) || isPlain(word)).length;
    return owned > 0 && fits >= 0.6 * words.length && (owned > 1 || fits > 2);
  });
}

/** Sayings of other languages that English writers use whole, and that say nothing about the language of a comment. */
export const sayings =
  /(?<!\p{L})(?:c['’]est la vie|c['’]est la guerre|que sera,? sera|hasta la vista|sic transit gloria(?: mundi)?|carpe diem|veni,? vidi,? vici|et tu,? brute|quod erat demonstrandum|cogito,? ergo sum|in vino veritas|caveat emptor|mea culpa|vox populi|vox dei|cui bono|quis custodiet ipsos custodes|panem et circenses|si vis pacem,? para bellum|dulce et decorum est|memento mori|ad astra|semper fi|je suis charlie|plus ça change|vive la différence|vive la france|vive la révolution|viva la revoluci[oó]n|bon voyage|bon app[ée]tit|joie de vivre|je ne sais quoi|no pasar[aá]n|mi casa es su casa|dolce far niente|la dolce vita|mamma mia|allahu akbar|eid mubarak|slava ukraini|ich bin ein berliner|sieg heil|vorsprung durch technik|erin go bragh|sl[aá]inte|nil desperandum|ceteris paribus|deus ex machina|tempus fugit|alea iacta est|o tempora,? o mores|fiat justitia|omnia vincit amor)(?!\p{L})/giu;

/** What readers answer in one word, in languages that are otherwise found by their small words. No English and no names. */
export const foreignAnswers = set(`
  honteux honteuse scandaleux génial parfaitement exactement évidemment félicitations pathétique bravissimo
  dommage vraiment incroyable pitoyable ridicules magnifique
  endlich schade leider wahnsinn unglaublich peinlich unsinn quatsch blödsinn furchtbar traurig jawohl stimmt niemals natürlich
  vielleicht schrecklich großartig hervorragend lächerlich lachhaft schande skandal frechheit unverschämt
  vergüenza vergonzoso mentira mentiras claro exacto increíble totalmente ladrones lamentable felicidades enhorabuena
  vergonha vergonhoso parabéns exatamente lamentável absurdo ladrões mentiroso finalmente
  vergogna vergognoso bravissimo esatto bravissimi ridicolo certo infatti assurdo finalmente ladri magari
  schandalig belachelijk eindelijk inderdaad jammer onzin natuurlijk precies gefeliciteerd mooi prachtig
  endelig enig skandale skandaløst utrolig latterligt flaut tragisk nettopp selvfølgelig skam skammeligt enige
  äntligen precis skandal pinsamt fruktansvärt otroligt självklart skandalöst tragiskt håller
  häpeällistä samaa mieltä hienoa surullista ihanaa totta loistavaa kiitos järkyttävää
  nõus häbi aitäh õige piekrītu paldies kauns sutinku ačiū gėda
  souhlasím nesouhlasím děkuji ostuda hanba konečně přesně pravda bohužel súhlasím ďakujem konečne
  zgadzam wstyd hańba brawo dokładnie niestety oczywiście wreszcie masakra żenada kłamstwo
  szégyen egyetértek köszönöm végre pontosan gratulálok sajnos
  rușine rusine mulțumesc felicitări adevărat corect sramota slažem hvala strašno katastrofa
  yazık katılıyorum katılmıyorum rezalet yazıklar maalesef kesinlikle helal
  setuju betul sepakat mantap memalukan benar sayang asante kweli salamat nakakahiya
  cytuno diolch warthus aontaím bilkul sharam shukran wallah
`);
