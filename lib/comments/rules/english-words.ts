/** Words for the vote on English. Each list is one string, so that it reads as words and not as punctuation. */
const set = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** The small words that hold English together; no other language has many of them. */
export const englishGlue = set(`
  the and of to in is are was were be been have has had do does did not this that these those it its he she they we you i
  my your his her our their what who why when where how which with from for by at on about into than then there here will
  would can could should must might just very really all any some more most much many if because so but or as only
  dont doesnt didnt isnt im ive youre thats cant wont lets
  mine yours them him us me yes never always again also
`);

/** English that dictionaries leave out: the language of comments, Scots, and common slips. */
export const informalEnglish = set(`
  ty tysm gud sez tbf tho deffo defo wot wots wiv nuffink summink soz cba hun yas yass yasss oi finna sus bruh bro cuz coz cos
  lol lmao lmfao rofl imho imo tbh btw omg wtf idk smh fyi afaik iirc ftw irl tl dr ikr ngl fwiw aka etc vs
  dont doesnt didnt isnt arent wasnt werent cant wont wouldnt couldnt shouldnt havent hasnt hadnt im ive youre theyre theyve
  weve thats whats theres gonna wanna gotta kinda sorta dunno lemme gimme yeah yep nope nah haha hahaha hmm huh wow ugh meh
  y'all yall ain't aint innit mate bloke quid gov govt pls plz thx thanx ppl u ur r ok okay alot blog email online website
  covid brexit lockdown antivax woke podcast app apps google facebook twitter tweet tweeted youtube whatsapp
  wee bairn bairns aye bonnie lad lass dreich numpty whilst amongst learnt spelt burnt leapt programme programmes cheque
  tyre tyres kerb grey storey pyjamas ageing judgement manoeuvre aluminium mum mums plough draught sceptical sceptic
  doughnut enquiry licence practise cosy mould jewellery gaol skilful fulfil enrol instalment kilometre kilometres
  gr8 m8 l8r b4 luv luvs dont capita ad hoc facto rata pro bono vice versa status quo per se raison d'être
  coup d'état d'etat schadenfreude realpolitik bonjour tristesse mañana
`);

/**
 * Small and common words of other languages, among them the ways in which Russian and Hindi are written in Latin letters.
 * Words that are English too ("die", "on", "a", "no") are left out, so that each one found speaks against English.
 */
export const foreignGlue = set(`
  le la les des du un une et est sont dans avec pour sur pas mais ou où qui que quoi je tu il elle nous vous ils elles ce
  cette ces c'est d'accord très tres bien trop aussi enfin merci oui non bonjour bravo rien tout tous toujours jamais
  être avoir fait faire aux au ne plus sans chez leur leurs votre notre mon ma mes ton ta tes bonne bon beaucoup j'ai n'est
  der das und ist nicht ein eine einen einem einer mit von zu auf für fur den dem sich auch es sie wir ihr ich du noch nur
  aber oder wenn dass daß wie sehr schon kein keine niemand jemand immer mehr nach bei aus hat haben wird werden sind war
  danke bitte genau richtig gut ja nein doch stimmt leute warum
  el los las una unos unas y o pero como más mas muy qué esto esta este eso ese todo todos nada siempre nunca gracias
  bueno buena sí está están son por para con del al lo su sus se porque cuando donde quién hay gobierno sabe dicho amigo
  os um uma não nao e é com dos da na em ao seu sua isso isto mais muito obrigado obrigada concordo governo faz pelos
  gli di che è sono nel nella della delle dei per il uno anche molto più piu questo questa grazie mille tutti noi suo
  perché perche ho hanno ciao sempre niente basta bene
  de het een en van is' niet dat dit ik jij wij zij maar ook nog naar voor met zijn heeft hebben wordt worden geen heel goed
  klopt bedankt waarom
  och att som inte det den är jag du han hon vi av på med för till har ett en eller men helt enig tack mycket bra
  ikke og jeg er til af meget tak takk mye veldig
  ja nie się że jest są na w z do ale co jak tak już tylko bardzo powiedziane dobrze dziękuję rząd
  bir ve bu için çok değil ne da ile daha ama var yok teşekkürler
  yang dan di ke dari ini itu tidak untuk dengan akan sudah harus juga saya kami mereka adalah sekali terima kasih
  ang ng mga sa ay na ko mo natin namin hindi ito iyon lang naman wala walang po salamat sobrang
  hai hain nahi nahin kya kyun kuch koi sab bahut mera meri tera aur bhi se ko ki ka ke ye yeh woh hum tum aap kiya raha
  rahe gaya theek accha acha sarkar bilkul inshallah khair jayega yaar bakwaas
  ya ty on ona my vy oni ne nichego nikogda chto eto eta etot kak gde kogda ochen spasibo pravda dolzhno vsegda ponimayu etoy
  privet net da khorosho pochemu potomu tozhe slava
`);
