import { render, toPlainText } from "@react-email/render";
import type { ReactElement } from "react";
import { dressed, type MailLook } from "../emails/parts/dress.ts";

/** Headings stay as they were written; a mail in capitals shouts. */
const asWritten = ["h1", "h2", "h3"].map((selector) => ({ selector, options: { uppercase: false } }));

const textOptions = { selectors: asWritten, wordwrap: 78 };

/** The words of a mail that was made elsewhere. */
export const plainTextOf = (html: string): string => toPlainText(html, textOptions);

/** For a mail whose text is written apart; without the marks that React leaves between words, for every byte counts there. */
export const renderHtml = async (mail: ReactElement, look: MailLook | null): Promise<string> =>
  dressed((await render(mail)).replaceAll("<!-- -->", ""), look);

/** A mail's two bodies from one template, in the look of the publication. Its text is the same in every look. */
export async function renderMail(mail: ReactElement, look: MailLook | null): Promise<{ html: string; text: string }> {
  const [html, text] = await Promise.all([
    render(mail),
    render(mail, { plainText: true, htmlToTextOptions: textOptions }),
  ]);
  return { html: dressed(html, look), text };
}
