// The block in the editor: a frame around whatever is for members.
(({ blocks, blockEditor, element, i18n }) => {
  const { InnerBlocks, useBlockProps } = blockEditor;
  const { createElement } = element;
  blocks.registerBlockType("masthead/members", {
    edit: () =>
      createElement(
        "div",
        useBlockProps({ style: { borderInlineStart: "3px solid currentColor", paddingInlineStart: "1rem" } }),
        createElement("p", { style: { fontSize: ".8rem", opacity: 0.75 } }, i18n.__("For members", "masthead")),
        createElement(InnerBlocks),
      ),
    save: () => createElement(InnerBlocks.Content),
  });
})(window.wp);
