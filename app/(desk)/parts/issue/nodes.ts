import { Extension, InputRule, mergeAttributes, Node, nodePasteRule } from "@tiptap/core";
import { ListItem } from "@tiptap/extension-list";
import type { DOMOutputSpec, Node as PmNode } from "@tiptap/pm/model";
import StarterKit from "@tiptap/starter-kit";
import { fieldAddress, isLinkAddress, pictureAddress, webAddress } from "./blocks-and-nodes.ts";
import { boxesView, inputOf } from "./boxes.ts";
import { forWhom, showForWhom } from "./for-whom.ts";
import { moveBlock } from "./move-block.ts";
import { picturePlace } from "./picture-place.ts";

const words = (names: string[]) => () =>
  Object.fromEntries(names.map((name) => [name, { default: "", rendered: false }]));

/** Copied, cut and dragged blocks keep what is in their boxes. */
const kept = (kind: string) => ({
  parseHTML: () => [
    {
      tag: `div[data-block="${kind}"]`,
      getAttrs: (element: HTMLElement) => attrsIn(element.dataset.attrs ?? ""),
    },
  ],
  renderHTML: ({ node }: { node: PmNode }): DOMOutputSpec => [
    "div",
    { "data-block": kind, "data-attrs": JSON.stringify(node.attrs) },
  ],
});

/** Whoever made what is pasted, only words and numbers come out of it. */
function attrsIn(text: string): Record<string, string | number> | false {
  try {
    const found: unknown = JSON.parse(text);
    return Object.fromEntries(
      Object.entries(found as object).filter(([, value]) => typeof value === "string" || typeof value === "number"),
    );
  } catch {
    return false;
  }
}

const wholeAddress = (text: string) =>
  text.trim() === "" || webAddress(text) ? undefined : "Write the whole address, with https:// in front.";
const pictureProblem = (text: string) =>
  text.trim() === "" || pictureAddress(text)
    ? undefined
    : "Write the picture's whole address; mail programs show only those that begin with https://.";

const image = Node.create({
  name: "image",
  group: "block",
  atom: true,
  draggable: true,
  addAttributes: () => ({
    ...words(["address", "alt", "caption", "href"])(),
    width: { default: 0, rendered: false },
    height: { default: 0, rendered: false },
  }),
  renderHTML: kept("image").renderHTML,
  parseHTML: () => [
    ...kept("image").parseHTML(),
    {
      tag: 'img[src^="https://"]',
      getAttrs: (element: HTMLElement) => ({
        address: element.getAttribute("src") ?? "",
        alt: element.getAttribute("alt") ?? "",
      }),
    },
  ],
  addNodeView: () => (given) => {
    const { editor, getPos } = given;
    // Its own measures, so that nothing moves when it loads on the site.
    const measure = (width: number, height: number) => {
      const pos = getPos();
      const now = pos === undefined ? null : editor.state.doc.nodeAt(pos);
      if (pos === undefined || !now || (now.attrs.width === width && now.attrs.height === height)) return;
      editor.view.dispatch(
        editor.state.tr.setNodeMarkup(pos, undefined, { ...now.attrs, width, height }).setMeta("addToHistory", false),
      );
    };
    const view = boxesView(
      "image",
      "Picture",
      [
        { name: "address", label: "Address of the picture", placeholder: "https://", problem: pictureProblem },
        { name: "alt", label: "What is to be seen, for who does not see it" },
        { name: "caption", label: "Caption and credit" },
        { name: "href", label: "Leads to", placeholder: "https://", problem: wholeAddress },
      ],
      (node) => pictureOf(node, measure),
    )(given);
    const block = view.dom as HTMLElement;
    const place = picturePlace(block, ({ address, width, height }) => {
      const pos = getPos();
      const now = pos === undefined ? null : editor.state.doc.nodeAt(pos);
      if (pos === undefined || now?.type.name !== "image") return;
      editor.view.dispatch(editor.state.tr.setNodeMarkup(pos, undefined, { ...now.attrs, address, width, height }));
      // What a picture shows is asked for at once, where nobody has said it yet.
      if (!now.attrs.alt) block.querySelector<HTMLInputElement>('input[name="alt"]')?.focus();
    });
    block.querySelector(".field")?.before(place);
    return view;
  },
});

function pictureOf(node: PmNode, measure?: (width: number, height: number) => void): HTMLElement | null {
  const address = pictureAddress(String(node.attrs.address ?? node.attrs.imageAddress ?? ""));
  if (!address) return null;
  const picture = document.createElement("img");
  picture.alt = "";
  picture.referrerPolicy = "no-referrer";
  picture.addEventListener("load", () => measure?.(picture.naturalWidth, picture.naturalHeight));
  picture.src = address;
  return picture;
}

const buttonThat = (placeholder: string, problem: (text: string) => string | undefined) =>
  Node.create({
    name: "button",
    group: "block",
    atom: true,
    draggable: true,
    addAttributes: words(["label", "href"]),
    ...kept("button"),
    addNodeView: () =>
      boxesView("button", "Button", [
        { name: "label", label: "Words on it" },
        { name: "href", label: "Leads to", placeholder, problem },
      ]),
  });
const button = buttonThat("https://", wholeAddress);
/** Where a program says where it leads. */
const fillableButton = buttonThat("https:// or {order_link}", (text) =>
  fieldAddress(text) ? undefined : wholeAddress(text),
);

const story = Node.create({
  name: "story",
  group: "block",
  atom: true,
  draggable: true,
  addAttributes: words(["storyId", "title", "standfirst", "byline", "address", "imageAddress"]),
  ...kept("story"),
  addNodeView: () =>
    boxesView(
      "story",
      "Story",
      [
        { name: "title", label: "Title" },
        { name: "standfirst", label: "Standfirst" },
        { name: "byline", label: "Byline" },
        { name: "imageAddress", label: "Picture; empty for none", placeholder: "https://", problem: pictureProblem },
      ],
      (node) => {
        const address = document.createElement("p");
        address.className = "meta";
        address.textContent = String(node.attrs.address);
        return address;
      },
    ),
});

const quote = Node.create({
  name: "quote",
  group: "block",
  content: "inline*",
  defining: true,
  addAttributes: () => ({
    source: {
      default: "",
      parseHTML: (element: HTMLElement) => element.dataset.source ?? "",
      renderHTML: ({ source }: Record<string, unknown>) => ({ "data-source": source }),
    },
  }),
  parseHTML: () => [{ tag: "blockquote" }],
  renderHTML: ({ HTMLAttributes }) => ["blockquote", mergeAttributes(HTMLAttributes), 0],
  addNodeView:
    () =>
    ({ node, editor, getPos }) => {
      const dom = document.createElement("div");
      dom.className = "block-quote";
      const contentDOM = document.createElement("blockquote");
      const { field, input } = inputOf({ name: "source", label: "Who said it" }, (source) => {
        const pos = getPos();
        if (pos === undefined) return;
        editor.commands.command(({ tr }) => {
          tr.setNodeAttribute(pos, "source", source);
          return true;
        });
      });
      field.contentEditable = "false";
      input.value = String(node.attrs.source);
      showForWhom(dom, node);
      dom.append(contentDOM, field);
      return {
        dom,
        contentDOM,
        update(now) {
          if (now.type.name !== "quote") return false;
          if (input !== document.activeElement) input.value = String(now.attrs.source);
          showForWhom(dom, now);
          return true;
        },
        stopEvent: (event) => event.target === input,
        ignoreMutation: (change) => !contentDOM.contains(change.target),
      };
    },
  addKeyboardShortcuts() {
    return {
      // A second Enter at its end goes on below.
      Enter: () => {
        const { $from, empty } = this.editor.state.selection;
        if (!empty || $from.parent.type.name !== "quote" || $from.parentOffset < $from.parent.content.size)
          return false;
        return this.editor.commands.insertContentAt($from.after(), { type: "paragraph" });
      },
      Backspace: () => {
        const { $from, empty } = this.editor.state.selection;
        if (!empty || $from.parent.type.name !== "quote" || $from.parentOffset > 0) return false;
        return this.editor.commands.setNode("paragraph");
      },
    };
  },
});

const typedField = /\{(first_name|name)(?:\|([^{}|<>&"']{0,60}))?\}$/;
const pastedField = /\{\{?(first_name|name)(?:\|([^{}|<>&"']{0,60}))?\}\}?/g;
const fieldOf = ([, field, fallback = ""]: RegExpMatchArray) => ({ field, fallback: fallback.trim() });

/** What stands there is each reader's own: typed as {first_name|there}. */
const field = Node.create({
  name: "field",
  group: "inline",
  inline: true,
  atom: true,
  addAttributes: () => ({
    field: { default: "first_name", rendered: false, parseHTML: (element: HTMLElement) => element.dataset.field },
    fallback: { default: "", rendered: false, parseHTML: (element: HTMLElement) => element.dataset.fallback ?? "" },
  }),
  parseHTML: () => [{ tag: 'span[data-field="first_name"]' }, { tag: 'span[data-field="name"]' }],
  renderHTML: ({ node }) => [
    "span",
    { class: "merge-field", "data-field": node.attrs.field, "data-fallback": node.attrs.fallback },
    fieldWords(node.attrs),
  ],
  renderText: ({ node }) => fieldWords(node.attrs),
  addInputRules() {
    return [
      new InputRule({
        find: typedField,
        handler: ({ state, range, match }) => {
          state.tr.replaceWith(range.from, range.to, this.type.create(fieldOf(match)));
        },
      }),
    ];
  },
  addPasteRules() {
    return [nodePasteRule({ find: pastedField, type: this.type, getAttributes: fieldOf })];
  },
});
const fieldWords = ({ field: name, fallback }: Record<string, unknown>) => `{${name}${fallback ? `|${fallback}` : ""}}`;

const keys = Extension.create({
  name: "moving",
  addKeyboardShortcuts() {
    return {
      "Alt-ArrowUp": () => moveBlock(this.editor, -1),
      "Alt-ArrowDown": () => moveBlock(this.editor, 1),
    };
  },
});

/** What a mail to a reader may be made of; whatever else is pasted becomes one of these, or plain text. */
export const extensions = [
  StarterKit.configure({
    heading: { levels: [2, 3] },
    blockquote: false,
    code: false,
    codeBlock: false,
    strike: false,
    underline: false,
    listItem: false,
    link: {
      openOnClick: false,
      protocols: ["mailto"],
      defaultProtocol: "https",
      isAllowedUri: (address) => isLinkAddress(address ?? ""),
      HTMLAttributes: { target: null, rel: null },
    },
  }),
  // One level: mail programs indent deeper lists as they please.
  ListItem.extend({ content: "paragraph" }),
  quote,
  image,
  button,
  story,
  field,
  keys,
];

/** The same for an issue, whose blocks may be for some of its readers. */
export const issueExtensions = [...extensions, forWhom];

/** The same for words that a program fills in. */
export const fillableExtensions = extensions.map((one) => (one === button ? fillableButton : one));
