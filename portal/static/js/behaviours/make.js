// @ts-check

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Partial<HTMLElementTagNameMap[Tag]>} [known]
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export const make = (tag, known) => Object.assign(document.createElement(tag), known);
