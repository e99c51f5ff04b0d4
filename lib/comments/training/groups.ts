/** The names of groups, as they call themselves or as a newspaper calls them. */
export const groups =
  "Muslims Jews Christians Catholics Protestants Hindus Sikhs Buddhists atheists Mormons women men girls boys mothers lesbians gays bisexuals queers immigrants migrants refugees foreigners Africans Arabs Asians Mexicans Americans Canadians Germans Poles Russians Ukrainians Chinese Indians Pakistanis Nigerians Somalis Turks Kurds Palestinians Israelis Iranians Blacks Whites Latinos Romanians Albanians Roma Travellers pensioners teenagers farmers liberals conservatives socialists communists feminists vegans veterans"
    .split(" ")
    .concat([
      "black people",
      "white people",
      "gay men",
      "gay people",
      "transgender people",
      "trans women",
      "disabled people",
      "deaf people",
      "blind people",
      "fat people",
      "old people",
      "poor people",
      "homeless people",
      "black women",
      "Muslim women",
      "Jewish families",
      "First Nations people",
      "Native Americans",
      "African Americans",
      "asylum seekers",
      "single mothers",
      "autistic children",
      "wheelchair users",
      "people with HIV",
      "sex workers",
    ]);
