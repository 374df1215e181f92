// The search reads `-` before a word as "without it": `--fit` is looked up as `fit`, and the little words of a sentence are not.
const query = document.querySelector("[data-md-component=search-query]");
if (query) {
  const typed = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value");
  const little = /(^|\s)(?:an?|and|do|does|for|how|in|is|it|my|of|on|or|the|to|what|with)(?=\s+\S)/gi;
  Object.defineProperty(query, "value", {
    get: () => typed.get.call(query).replace(little, "$1").replace(/(^|\s)-+(?=\S)/g, "$1"),
    set: (text) => typed.set.call(query, text),
  });
}
