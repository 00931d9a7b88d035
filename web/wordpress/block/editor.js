/**
 * The block in the editor: blocks within, and for which segments they are. Plain JavaScript on WordPress's own packages, so that
 * what is shipped is what is written.
 */
(function (wp) {
  const { createElement: el, Fragment } = wp.element;
  const { InnerBlocks, InspectorControls, useBlockProps } = wp.blockEditor;
  const { FormTokenField, Notice, PanelBody } = wp.components;
  const { __, sprintf } = wp.i18n;
  const offered = window.kelvinSegments || [];

  /** What the block says of itself in the editor, where everything is shown. */
  function summary(attributes) {
    const { if: shown, unless } = attributes;
    const list = (names) => names.join(', ');
    if (shown.length && unless.length) return sprintf(/* translators: 1, 2: names of segments. */ __('Shown in %1$s, not in %2$s', 'kelvin'), list(shown), list(unless));
    if (shown.length) return sprintf(/* translators: %s: names of segments. */ __('Shown in %s', 'kelvin'), list(shown));
    if (unless.length) return sprintf(/* translators: %s: names of segments. */ __('Shown unless in %s', 'kelvin'), list(unless));
    return __('Shown to everyone: choose a segment', 'kelvin');
  }

  function field(label, help, names, change) {
    return el(
      Fragment,
      null,
      el(FormTokenField, {
        label,
        value: names,
        suggestions: offered.map((segment) => segment.id),
        __experimentalExpandOnFocus: true,
        __experimentalShowHowTo: false,
        onChange: (tokens) => change(tokens.flatMap((token) => token.split(/\s+/)).filter(Boolean)),
      }),
      el('p', { className: 'components-base-control__help' }, help),
    );
  }

  function Edit({ attributes, setAttributes }) {
    const known = new Set(offered.map((segment) => segment.id));
    const unknown = [...attributes.if, ...attributes.unless].filter((name) => !known.has(name));
    return el(
      Fragment,
      null,
      el(
        InspectorControls,
        null,
        el(
          PanelBody,
          { title: __('Segments', 'kelvin') },
          field(__('Show if in', 'kelvin'), __('In any of these.', 'kelvin'), attributes.if, (value) => setAttributes({ if: value })),
          field(__('But not if in', 'kelvin'), __('Visitors of whom nothing is known see what has only this.', 'kelvin'), attributes.unless, (value) => setAttributes({ unless: value })),
          unknown.length > 0 &&
            el(Notice, { status: 'warning', isDismissible: false }, sprintf(/* translators: %s: names of segments. */ __('The model has no segment %s.', 'kelvin'), unknown.join(', '))),
        ),
      ),
      el(
        'div',
        useBlockProps({ style: { outline: '1px dashed currentcolor', outlineOffset: '4px' } }),
        el('small', { style: { opacity: 0.7 } }, summary(attributes)),
        el(InnerBlocks, null),
      ),
    );
  }

  wp.blocks.registerBlockType('kelvin/show-if', { edit: Edit, save: () => el(InnerBlocks.Content, null) });
})(window.wp);
