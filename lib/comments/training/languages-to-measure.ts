import type { SiteLanguage } from "../rules/site-languages.ts";

/**
 * Comments in each language that only measure the rule of the language: short and long ones, with names, loan words, slips and
 * dialect. No list of words and no threshold was made from them.
 */
export const languagesToMeasure: Record<SiteLanguage, string> = {
  en: `
I disagree.
Well said.
About time too.
Not in my name.
Who pays for this?
What a waste of money.
Thank you for this article, Deirdre.
The trains were late again.
Nobody asked us about the bridge.
My nan would have loved this.
Good grief, not another roundabout.
I would rather walk than pay that fare.
The council has known since 2019.
Has anybody read the whole report?
Aye, and pigs might fly.
Ain't nobody got time for that.
Och, it's just a wee bit of rain.
Merkel said much the same in Berlin ten years ago.
The Schadenfreude in this comment section is something else.
Macron's En Marche never had roots in the villages.
Can someone explain why the Bundesbank matters here?
We had paella in Valencia and it was nothing like that.
I sat in the café opposite and saw all of it.
My husband works at Siemens, and he says the same.
Bayern were lucky; Dortmund deserved a draw.
Read the minutes before you accuse people of lying.
If the water board had repaired the weir, we would not be talking about this.
I voted for them twice and I will never do it again.
Teachers in our town spend their evenings filling in forms, and nobody counts those hours.
It is easy to blame the farmers, but they did what the ministry told them to do.
The new timetable means that my daughter waits forty minutes in the dark.
Let us not forget who sold the land in the first place.
That photograph was taken in Kraków, not in Warsaw.
Prices doubled, wages did not, and the minister talks about growth.
This is the best piece I have read on housing in years.
Your correspondent forgets that the Dutch tried it in Groningen and stopped.
Honestly, the pub was better before they put the screens in.
You cannot have cheap meat and clean rivers.
She got the facts right and the tone wrong.
There goes the neighbourhood.
The dog sleeps.
I share this view.
Harry Kane stays in Munich.
Scandalous!
You live and learn.
The bins are only emptied once a month now.
So much for that.
Let us hope that it works this time.
Wha's like us?
On Saturday we barbecue with the Schmidts.
Sad times.
Good luck to the new director, who will need it.
`,
  de: `
Stimmt genau.
Das ist Unsinn.
Sehr guter Artikel!
Wer soll das bezahlen?
Endlich sagt es jemand.
Schade um das schöne Haus.
Ich sehe das völlig anders.
Danke, Frau Yılmaz.
Bitte mehr davon.
Typisch Berlin.
Geht's noch?
Nie wieder Schulden!
Die Brücke ist seit März gesperrt.
Wir wurden nicht gefragt.
Der Stadtrat hat geschlafen.
Und was sagt Ursula von der Leyen dazu?
Mir reicht's jetzt wirklich.
Dös is a Schmarrn, sag i.
Dat kannste so nich sagen, ne.
I han des scho lang gsagt, aber auf mi hört ja koiner.
Isch des euer Ernscht?
Mein Sohn arbeitet im Homeoffice und hat zweimal die Woche ein Meeting in London.
Das Start-up hat ein tolles Team, aber kein Business-Modell.
Der Trainer von Real Madrid hat gegen Juventus Turin alles richtig gemacht.
Emmanuel Macron besucht Saint-Étienne und Clermont-Ferrand.
Fridays for Future hat recht gehabt.
Meine Großmutter lebte in Kraków und sprach drei Sprachen.
Ohne Auto kommt man bei uns auf dem Land nicht einmal zum Arzt.
Bürgergeld, Mindestlohn, Rente: überall fehlt das Geld.
Seit Jahren verspricht die Bahn pünktliche Züge, und seit Jahren warte ich in Hamm auf den Anschluss.
Wenn die Gemeinde das Wehr rechtzeitig repariert hätte, müssten wir heute nicht darüber reden.
Lehrerinnen und Lehrer füllen abends Formulare aus, statt den Unterricht vorzubereiten.
Der Vergleich mit Japan hinkt, weil dort ganz andere Gesetze gelten.
Es wäre schön, wenn die Redaktion auch die Gegenseite zu Wort kommen ließe.
Hab ich doch gleich gesagt: Das wird teurer.
Niemand will Windräder vor der Haustür, aber alle wollen billigen Strom.
Gestern stand ich eine Stunde im Stau, weil jemand auf der A7 sein Handy gesucht hat.
So ein Blödsinn, echt jetzt.
Ois Guade zum Jubiläum!
Kinder brauchen Platz zum Spielen und keine Parkplätze.
Kompletter Wahnsinn, was dort gebaut wird.
Der Hund schläft.
Ganz meine Meinung.
Jürgen Klopp bleibt in Liverpool.
Unverschämt!
Man lernt nie aus.
Die Müllabfuhr kommt jetzt nur noch alle vier Wochen.
Schluss mit lustig.
Hoffentlich klappt es diesmal.
Ick glob et hackt.
Wir feiern am Samstag im Biergarten, Public Viewing inklusive.
Ein Trauerspiel.
Ich wünsche der neuen Intendantin alles Gute und gute Nerven.
`,
  fr: `
Bien dit.
Tout à fait d'accord.
N'importe quoi !
Quelle honte.
Merci pour cet article.
Qui va payer ?
Encore une taxe.
Je n'y crois pas une seconde.
Enfin une bonne nouvelle !
Et les retraités alors ?
Pauvre France.
Ça ne m'étonne guère.
Bravo Monsieur Nguyen.
C'est du grand n'importe quoi.
Le maire a menti.
Rien ne change jamais.
J'habite à Heidelberg depuis dix ans et les trains y sont pires.
Le week-end, le parking du shopping center est toujours plein.
Angela Merkel avait prévenu Nicolas Sarkozy.
Le Brexit a ruiné mon business, point final.
Ben ouais, fallait s'y attendre.
Chus pas sûr que le gouvernement Legault ait compris, là.
T'inquiète, ils vont encore augmenter les prix.
Y a pas photo, le premier était meilleur.
Nos élus feraient mieux d'écouter les habitants.
Depuis que la gare a fermé, il faut prendre la voiture pour aller chez le médecin.
Les agriculteurs ont fait ce que le ministère leur demandait, et on les accuse aujourd'hui.
Si la commune avait réparé le barrage à temps, nous n'en serions pas là.
On nous parle d'écologie mais on supprime les petites lignes.
Mon grand-père était mineur à Lens et il disait déjà la même chose.
Je voudrais savoir combien a coûté ce rond-point.
Personne ne lit les rapports de la Cour des comptes.
Il suffit de regarder ce qui se passe à Copenhague pour comprendre que c'est possible.
Votre journaliste oublie de dire que le terrain appartenait à la ville.
Excellente analyse, comme toujours.
Les professeurs passent leurs soirées à remplir des formulaires.
Sans blague, vous trouvez ça normal ?
À quand un vrai débat ?
Ma fille attend le bus quarante minutes dans le noir.
Circulez, y a rien à voir.
Félicitations aux bénévoles de Plougastel.
Le chien dort.
Je partage cet avis.
Kylian Mbappé reste à Madrid.
Scandaleux !
On apprend tous les jours.
Les poubelles ne sont plus ramassées qu'une fois par mois.
Fini de rire.
Espérons que ça marche cette fois.
Pis là, y'ont toute fermé.
Samedi, barbecue chez les Schmitt, avec happy hour.
Triste époque.
Bon courage à la nouvelle directrice, elle en aura besoin.
`,
  es: `
Totalmente de acuerdo.
Qué vergüenza.
Vaya tela.
No me lo creo.
¿Quién paga esto?
Muy buen artículo.
Siempre igual.
Gracias, Begoña.
Ya era hora.
Menuda tontería.
Y luego se quejan.
Pobres vecinos.
Otra vez nos toman el pelo.
El alcalde miente.
A mí me da lo mismo.
Dimisión ya.
Boludo, esto pasa en todos lados.
Che, ¿vos leíste la nota?
Órale, por fin hicieron algo bueno.
Pos claro, quillo, si es que no escuchan.
Vivo en Stuttgart y allí los trenes tampoco llegan puntuales.
El marketing de esta start-up es pura propaganda.
Ursula von der Leyen no representa a nadie.
El Manchester City jugó mejor que el Bayern.
Mi hija espera el autobús cuarenta minutos en plena noche.
Los agricultores hicieron lo que pidió el ministerio y ahora les echan la culpa.
Si el ayuntamiento hubiera arreglado la presa a tiempo, no estaríamos hablando de esto.
Desde que cerraron la estación hay que coger el coche hasta para ir al médico.
Mi abuelo trabajó en la mina y decía lo mismo hace cincuenta años.
Quisiera saber cuánto ha costado la rotonda.
Nadie lee los informes del Tribunal de Cuentas.
Basta con mirar lo que pasa en Copenhague para ver que se puede.
Los sueldos no suben, pero el alquiler sí.
Enhorabuena a los voluntarios de Teruel.
El periodista olvida que el terreno era del municipio.
Hace falta más inversión en sanidad y menos rotondas.
Se nota que el autor no ha pisado un aula en su vida.
Ni agua, ni luz, ni respuestas.
Llevamos tres semanas esperando una respuesta.
Hombre, por favor, un poco de seriedad.
El perro duerme.
Opino lo mismo.
Lionel Messi sigue en Miami.
¡Escándalo!
Nunca te acostarás sin saber una cosa más.
La basura ya solo se recoge una vez al mes.
Se acabó la broma.
Ojalá funcione esta vez.
Qué bacán, pues, causa.
El sábado hay barbacoa en casa de los Smith.
Triste época.
Mucha suerte a la nueva directora, la va a necesitar.
`,
  it: `
Sono d'accordo.
Che vergogna.
Ben detto!
Chi paga?
Finalmente una buona notizia.
Non ci credo.
Sempre la solita storia.
Grazie, Giulia.
Era ora.
Poveri noi.
Il sindaco mente.
Bell'articolo, complimenti.
E i pensionati?
Ma dai, non scherziamo.
Siamo alle solite.
Dimissioni subito!
Ahò, ma che stai a dì?
Nun ce se crede, guarda.
Mo' basta, ci avete stufato.
Vivo a Monaco di Baviera e anche lì i treni sono in ritardo.
Il marketing di quella start-up è solo fumo.
Lo smart working ha cambiato la vita a mia sorella.
Emmanuel Macron e Olaf Scholz hanno sbagliato tutto.
Il Bayern ha giocato meglio della Juve, punto.
Mia figlia aspetta l'autobus quaranta minuti al buio.
Gli agricoltori hanno fatto quello che chiedeva il ministero e adesso li accusano.
Se il comune avesse riparato la diga in tempo, oggi non ne parleremmo.
Da quando hanno chiuso la stazione bisogna prendere la macchina per andare dal medico.
Mio nonno lavorava in miniera e diceva le stesse cose.
Vorrei sapere quanto è costata la rotonda.
Nessuno legge le relazioni della Corte dei conti.
Basta guardare Copenaghen per capire che si può fare.
Gli stipendi restano fermi mentre gli affitti salgono.
Complimenti ai volontari di Belluno.
Il giornalista dimentica che il terreno apparteneva alla città.
Servono più soldi per la sanità e meno ponti.
Ogni anno promettono treni puntuali, ogni anno aspetto a Bologna.
Né acqua, né luce, né risposte.
Una follia totale.
Leggete il rapporto prima di parlare.
Il cane dorme.
La penso così anch'io.
Carlo Ancelotti resta a Madrid.
Scandaloso!
Non si finisce mai di imparare.
La spazzatura ormai passa una volta al mese.
Lo scherzo è finito.
Speriamo che funzioni stavolta.
Ma va a ciapà i ratt.
Sabato grigliata dagli Smith, con happy hour.
Tristezza infinita.
Auguri alla nuova direttrice, ne avrà bisogno.
`,
  pt: `
Concordo plenamente.
Que vergonha.
Muito bem dito.
Quem paga isto?
Até que enfim!
Não acredito.
Sempre a mesma coisa.
Obrigada, Inês.
Coitados dos moradores.
O presidente da câmara mente.
Excelente artigo.
E os reformados?
Já chega.
Isto é uma palhaçada.
Demissão imediata!
Pá, isto não lembra ao diabo.
Cara, ninguém aguenta mais esse governo.
A gente paga imposto e não vê nada.
Tá tudo errado, uai.
Moro em Hamburgo e lá os comboios também se atrasam.
O marketing dessa startup é só fumaça.
O home office mudou a vida da minha irmã.
Ursula von der Leyen não manda em Lisboa.
O Manchester City jogou melhor do que o Porto.
A minha filha espera quarenta minutos pelo autocarro às escuras.
Os agricultores fizeram o que o ministério pediu e agora levam com as culpas.
Se a câmara tivesse reparado a barragem a tempo, não estaríamos a falar disto.
Desde que fecharam a estação é preciso levar o carro para ir ao médico.
O meu avô trabalhava na mina e já dizia o mesmo.
Gostava de saber quanto custou a rotunda.
Ninguém lê os relatórios do Tribunal de Contas.
Basta olhar para Copenhaga para ver que é possível.
Os salários não sobem, mas as rendas sobem.
Parabéns aos voluntários de Bragança.
O jornalista esquece que o terreno pertencia à cidade.
Faz falta mais dinheiro na saúde e menos estádios.
Todos os anos prometem comboios pontuais.
Nem água, nem luz, nem respostas.
Leiam o relatório antes de falar.
Esses ônibus vivem lotados em São Paulo.
O cão dorme.
Penso o mesmo.
Cristiano Ronaldo fica em Riade.
Escandaloso!
Aprender até morrer.
O lixo agora só é recolhido uma vez por mês.
Acabou a brincadeira.
Oxalá funcione desta vez.
Oxe, véi, que doideira.
No sábado há churrasco em casa dos Smith.
Tempos tristes.
Boa sorte à nova diretora, bem vai precisar.
`,
  nl: `
Helemaal mee eens.
Wat een onzin.
Goed stuk!
Wie betaalt dit?
Eindelijk.
Schande voor de stad.
Altijd hetzelfde liedje.
Dank je wel, Fatima.
Ik geloof er niets van.
Arme buurtbewoners.
De burgemeester liegt.
En de gepensioneerden dan?
Nu is het genoeg geweest.
Ontslag op staande voet!
Kom op zeg.
Amai, da's nogal wat.
Ge moet nie zagen, hé.
Da hedde goe gezeed.
Ik woon in Düsseldorf en daar rijden de treinen ook niet op tijd.
De marketing van die start-up is gebakken lucht.
Thuiswerken heeft het leven van mijn zus veranderd, meetings op Zoom incluis.
Emmanuel Macron en Olaf Scholz zaten ernaast.
Bayern München speelde beter dan Ajax.
Mijn dochter wacht veertig minuten in het donker op de bus.
De boeren deden wat het ministerie vroeg, en nu krijgen zij de schuld.
Als de gemeente de stuw op tijd had hersteld, hadden we het hier niet over gehad.
Sinds het station dicht is, moet je met de auto naar de huisarts.
Mijn opa werkte in de mijn en zei precies hetzelfde.
Ik zou graag weten wat die rotonde heeft gekost.
Niemand leest de rapporten van de Rekenkamer.
Kijk naar Kopenhagen en je ziet dat het kan.
De lonen blijven gelijk terwijl de huren stijgen.
Gefeliciteerd aan de vrijwilligers van Delfzijl.
De journalist vergeet dat de grond van de stad was.
Meer geld voor de zorg en minder asfalt graag.
Elk jaar beloven ze stipte treinen, elk jaar sta ik te wachten in Amersfoort.
Geen water, geen stroom, geen antwoord.
Lees het rapport voordat je iemand beschuldigt.
Doe normaal man.
's Avonds is het daar levensgevaarlijk.
De hond slaapt.
Daar sluit ik me bij aan.
Arne Slot blijft in Liverpool.
Schandalig!
Een mens is nooit te oud om te leren.
Het vuilnis wordt nog maar eens per maand opgehaald.
Uit met de pret.
Hopelijk lukt het deze keer.
Hedde gij da al gelezen, jong?
Zaterdag barbecue bij de familie Smith, met happy hour.
Trieste tijden.
Veel sterkte aan de nieuwe directeur, die zal ze nodig hebben.
`,
  sv: `
Håller med.
Vilken skam.
Bra skrivet!
Vem betalar?
Äntligen.
Jag tror inte på det.
Alltid samma visa.
Tack, Åsa.
Stackars grannar.
Kommunalrådet ljuger.
Och pensionärerna då?
Nu räcker det.
Avgå!
Lägg ner.
Så jävla typiskt.
Dä va väl själve fan.
Int ska du tro på allt du läser, hörru.
Hä går int å förklara för stockholmare.
Jag bor i Hamburg och där är tågen också försenade.
Marknadsföringen från det där startup-bolaget är bara luft.
Emmanuel Macron och Olaf Scholz hade fel.
Bayern München spelade bättre än Malmö.
Min dotter väntar fyrtio minuter på bussen i mörkret.
Bönderna gjorde som departementet sade och nu får de skulden.
Om kommunen hade lagat dammen i tid hade vi inte behövt prata om det här.
Sedan stationen stängdes måste man ta bilen till doktorn.
Min morfar arbetade i gruvan och sade precis likadant.
Jag skulle vilja veta vad rondellen kostade.
Ingen läser Riksrevisionens rapporter.
Titta på Köpenhamn så ser ni att det går.
Lönerna står stilla medan hyrorna stiger.
Grattis till de frivilliga i Kiruna.
Journalisten glömmer att marken tillhörde staden.
Mer pengar till vården och färre arenor, tack.
Varje år lovar de punktliga tåg, varje år står jag i Hallsberg.
Varken vatten, ström eller svar.
Läs rapporten innan du anklagar någon.
Skärpning, SJ!
Rena vansinnet.
Barn behöver plats att leka på.
Hunden sover.
Jag är av samma åsikt.
Zlatan Ibrahimović bor i Milano.
Skandal!
Man lär så länge man lever.
Soporna hämtas numera bara en gång i månaden.
Slut på det roliga.
Förhoppningsvis fungerar det den här gången.
Va fan hitta ni på?
På lördag blir det grillning hos familjen Smith.
Sorgliga tider.
Lycka till åt den nya chefen, det kommer att behövas.
`,
  da: `
Helt enig.
Sikke en skandale.
Godt skrevet!
Hvem betaler?
Endelig.
Det tror jeg ikke på.
Altid den samme sang.
Tak, Signe.
Stakkels naboer.
Borgmesteren lyver.
Og pensionisterne?
Nu er det nok.
Gå af!
Hold da op.
Så fordømt typisk.
Det ka' da ikke passe, vel?
A wed et, hwa de tænker po.
Træls at høre, må man sige.
Jeg bor i Hamborg, og dér er togene også forsinkede.
Markedsføringen fra den startup er ren luft.
Emmanuel Macron og Olaf Scholz tog fejl.
Bayern München spillede bedre end Brøndby.
Min datter venter fyrre minutter på bussen i mørket.
Landmændene gjorde, hvad ministeriet sagde, og nu får de skylden.
Hvis kommunen havde repareret dæmningen i tide, havde vi ikke talt om det i dag.
Siden stationen lukkede, skal man tage bilen til lægen.
Min morfar arbejdede på skibsværftet og sagde præcis det samme.
Jeg vil gerne vide, hvad rundkørslen har kostet.
Ingen læser Rigsrevisionens beretninger.
Kig på Hamborg, så kan I se, at det kan lade sig gøre.
Lønningerne står stille, mens huslejen stiger.
Tillykke til de frivillige i Skagen.
Journalisten glemmer, at grunden tilhørte byen.
Flere penge til sundhed og færre motorveje, tak.
Hvert år lover de punktlige tog, hvert år står jeg i Fredericia.
Hverken vand, strøm eller svar.
Læs rapporten, før du anklager nogen.
Tag jer sammen, DSB!
Det rene vanvid.
Børn har brug for plads til at lege.
Hunden sover.
Det er jeg også af den mening om.
Christian Eriksen bliver i Manchester.
Skandale!
Man lærer, så længe man lever.
Skraldet bliver nu kun hentet en gang om måneden.
Slut med sjov.
Forhåbentlig virker det denne gang.
Hvad i alverden laver I?
På lørdag griller vi hos familien Smith.
Sørgelige tider.
Held og lykke til den nye direktør, det bliver der brug for.
`,
  no: `
Helt enig.
For en skandale.
Bra skrevet!
Hvem betaler?
Endelig.
Det tror jeg ikke på.
Alltid den samme visa.
Takk, Ingrid.
Stakkars naboer.
Ordføreren lyver.
Og pensjonistene da?
Nå er det nok.
Gå av!
Gi deg da.
Så innmari typisk.
Æ trur ikkje på det der.
Eg bur i Bergen, og her regnar det støtt.
Dokker må jo skjønne at det hær ikkje går.
Jeg bor i Hamburg, og der er togene også forsinket.
Markedsføringen fra det oppstartsselskapet er bare luft.
Emmanuel Macron og Olaf Scholz tok feil.
Bayern München spilte bedre enn Rosenborg.
Datteren min venter førti minutter på bussen i mørket.
Bøndene gjorde som departementet sa, og nå får de skylden.
Hvis kommunen hadde reparert demningen i tide, hadde vi ikke snakket om dette.
Etter at stasjonen ble lagt ned, må man ta bilen til legen.
Bestefar jobba i gruva og sa akkurat det samme.
Jeg skulle gjerne visst hva rundkjøringen kostet.
Ingen leser rapportene fra Riksrevisjonen.
Se til København, så skjønner dere at det går an.
Lønningene står stille mens husleiene stiger.
Gratulerer til de frivillige i Tromsø.
Journalisten glemmer at tomta tilhørte byen.
Mer penger til sykehusene og færre motorveier, takk.
Hvert år lover de presise tog, hvert år står jeg på Lillestrøm.
Verken vann, strøm eller svar.
Les rapporten før du anklager noen.
Skjerp dere, Vy!
Rene galskapen.
Barn trenger plass til å leike.
Kvifor skal vi betale for feila deira?
Hunden sover.
Det er jeg også av den oppfatning.
Erling Haaland blir i Manchester.
Skandale!
Man lærer så lenge man lever.
Søpla hentes nå bare en gang i måneden.
Slutt på moroa.
Forhåpentligvis virker det denne gangen.
Ka e det dåkker driv med?
På lørdag griller vi hos familien Smith.
Triste tider.
Lykke til den nye direktøren, det blir det bruk for.
`,
  pl: `
Zgadzam się.
Co za wstyd.
Świetny artykuł!
Kto za to zapłaci?
Nareszcie.
Nie wierzę.
Zawsze to samo.
Dziękuję, pani Agnieszko.
Biedni mieszkańcy.
Burmistrz kłamie.
A emeryci?
Dość tego.
Do dymisji!
Bez komentarza.
Brak słów.
Ino patrzeć, jak podniosą podatki, pieronie.
Hej, baco, kaj to idziecie?
No weź przestań, serio?
Mieszkam w Hamburgu i tam pociągi też się spóźniają.
Marketing tego startupu to czysta ściema.
Praca zdalna zmieniła życie mojej siostry, ale te calle są męczące.
Emmanuel Macron i Olaf Scholz się pomylili.
Bayern Monachium grał lepiej niż Legia.
Moja córka czeka na autobus czterdzieści minut po ciemku.
Rolnicy zrobili to, czego chciało ministerstwo, a teraz się ich obwinia.
Gdyby gmina naprawiła tamę na czas, nie musielibyśmy o tym rozmawiać.
Odkąd zamknęli dworzec, do lekarza trzeba jechać samochodem.
Mój dziadek pracował w kopalni i mówił dokładnie to samo.
Chciałbym wiedzieć, ile kosztowało to rondo.
Nikt nie czyta raportów Najwyższej Izby Kontroli.
Wystarczy spojrzeć na Kopenhagę, żeby zobaczyć, że się da.
Płace stoją w miejscu, a czynsze rosną.
Gratulacje dla wolontariuszy z Zakopanego.
Dziennikarz zapomina, że grunt należał do miasta.
Więcej pieniędzy na zdrowie, mniej na stadiony.
Co roku obiecują punktualne pociągi, co roku stoję w Kutnie.
Ani wody, ani prądu, ani odpowiedzi.
Przeczytajcie raport, zanim kogoś oskarżycie.
Szaleństwo po prostu.
Dzieci potrzebują miejsca do zabawy.
Pies śpi.
Też tak uważam.
Robert Lewandowski zostaje w Barcelonie.
Skandal!
Człowiek uczy się całe życie.
Śmieci odbierają teraz tylko raz w miesiącu.
Koniec żartów.
Oby tym razem się udało.
Co wy wyprawiacie, ludzie?
W sobotę grill u państwa Smith, z happy hour.
Smutne czasy.
Powodzenia dla nowej dyrektorki, przyda się.
`,
};
