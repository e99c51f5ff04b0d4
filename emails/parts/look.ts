/** The two faces of letters that mail programs have. */
export const serif = "Newsreader, Georgia, 'Times New Roman', serif";
export const sans = "'Public Sans', -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif";

/** The accent as it is lit for dark paper. */
export const accentInDark = "#e5706b";

/** Inline styles, for mail programs read little else. */
export const look = {
  paper: { margin: 0, padding: "24px 0", backgroundColor: "#ffffff", color: "#16150f", fontFamily: sans },
  column: { width: "100%", maxWidth: "600px", margin: "0 auto", padding: "0 20px" },
  masthead: { borderBottom: "1px solid #dedad0", paddingBottom: "12px", marginBottom: "28px" },
  name: { margin: 0, fontFamily: serif, fontSize: "24px", lineHeight: "28px", fontWeight: 600, color: "#16150f" },
  headline: {
    margin: "0 0 16px",
    fontFamily: serif,
    fontSize: "30px",
    lineHeight: "35px",
    fontWeight: 500,
    color: "#16150f",
  },
  heading: {
    margin: "28px 0 8px",
    fontFamily: serif,
    fontSize: "22px",
    lineHeight: "27px",
    fontWeight: 500,
    color: "#16150f",
  },
  text: { margin: "0 0 16px", fontFamily: serif, fontSize: "18px", lineHeight: "28px", color: "#16150f" },
  plain: { margin: "0 0 16px", fontFamily: sans, fontSize: "16px", lineHeight: "24px", color: "#16150f" },
  subheading: {
    margin: "24px 0 6px",
    fontFamily: serif,
    fontSize: "19px",
    lineHeight: "25px",
    fontWeight: 600,
    color: "#16150f",
  },
  quote: {
    margin: "0 0 16px",
    padding: "0 0 0 16px",
    borderLeft: "3px solid #9c1c1c",
    fontFamily: serif,
    fontSize: "18px",
    lineHeight: "28px",
    color: "#16150f",
  },
  cited: { margin: "0 0 16px", padding: "0 0 0 16px", borderLeft: "3px solid #9c1c1c" },
  quoted: { margin: 0, fontFamily: serif, fontSize: "18px", lineHeight: "28px", color: "#16150f" },
  list: {
    margin: "0 0 16px",
    padding: "0 0 0 24px",
    fontFamily: serif,
    fontSize: "18px",
    lineHeight: "28px",
    color: "#16150f",
  },
  item: { margin: "0 0 6px" },
  divider: { borderColor: "#dedad0", margin: "28px 0" },
  pictured: { margin: "0 0 16px" },
  picture: {
    display: "block",
    width: "100%",
    maxWidth: "560px",
    height: "auto",
    fontFamily: serif,
    fontSize: "16px",
    lineHeight: "24px",
    color: "#16150f",
  },
  caption: { margin: "6px 0 0", fontFamily: sans, fontSize: "13px", lineHeight: "19px", color: "#5d5a50" },
  pressed: { margin: "4px 0 20px" },
  story: { borderTop: "1px solid #dedad0", margin: "20px 0", paddingTop: "20px" },
  storyTitle: { margin: "0 0 6px", fontFamily: serif, fontSize: "22px", lineHeight: "27px", fontWeight: 500 },
  storyLink: { color: "#16150f", textDecoration: "none" },
  standfirst: { margin: "0 0 8px", fontFamily: serif, fontSize: "17px", lineHeight: "25px", color: "#16150f" },
  code: {
    margin: "0 0 20px",
    fontFamily: "ui-monospace, Menlo, Consolas, monospace",
    fontSize: "30px",
    lineHeight: "38px",
    letterSpacing: "6px",
    fontWeight: 600,
    color: "#16150f",
  },
  button: {
    display: "inline-block",
    padding: "14px 22px",
    borderRadius: "3px",
    backgroundColor: "#16150f",
    color: "#ffffff",
    fontFamily: sans,
    fontSize: "16px",
    lineHeight: "20px",
    fontWeight: 600,
    textDecoration: "none",
  },
  link: { color: "#9c1c1c", textDecoration: "underline" },
  next: { borderTop: "1px solid #dedad0", marginTop: "20px", paddingTop: "20px" },
  footer: { borderTop: "1px solid #dedad0", marginTop: "36px", paddingTop: "16px" },
  small: { margin: "0 0 10px", fontFamily: sans, fontSize: "13px", lineHeight: "19px", color: "#5d5a50" },
} as const;

/** For programs that honour the reader's choice of dark. */
export const darkStyles = `
@media (prefers-color-scheme: dark) {
  .paper, .paper td { background-color: #14130f !important; }
  .ink { color: #efece3 !important; }
  .soft { color: #a8a496 !important; }
  .masthead, .footer, .line { border-color: #35332b !important; }
  .press { background-color: #efece3 !important; color: #14130f !important; }
  .link { color: ${accentInDark} !important; }
}`;
