const rules = new Intl.PluralRules('ru')

/**
 * Which of a Russian message's forms fits `count`: "one | few | many", or "none | one | few | many" when
 * the message has a word of its own for nothing.
 */
export function russianPlural(count: number, forms: number): number {
  const zero = forms > 3 ? 1 : 0
  if (zero && count === 0) return 0
  const category = rules.select(count)
  const form = category === 'one' ? 0 : category === 'few' ? 1 : 2
  return Math.min(zero + form, forms - 1)
}
