export interface SignalRow {
  name: string
  value: string | number | boolean
}

/** A case's signals as plain rows: lists joined, empty ones left out, nested ones flattened by one level. */
export function signalRows(signals: Record<string, unknown>): SignalRow[] {
  return Object.entries(signals).flatMap(([name, value]) => rowsOf(name, value))
}

function rowsOf(name: string, value: unknown): SignalRow[] {
  if (value === null || value === undefined || value === '') return []
  if (Array.isArray(value)) {
    const words = value.map(wordOf).filter(Boolean)
    return words.length ? [{ name, value: words.join(', ') }] : []
  }
  if (typeof value === 'object')
    return Object.entries(value).flatMap(([inner, one]) =>
      typeof one === 'object' && one !== null && !Array.isArray(one) ? [] : rowsOf(inner, one),
    )
  return [{ name, value: value as string | number | boolean }]
}

function wordOf(value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    const found = value as Record<string, unknown>
    return String(found.text ?? found.word ?? found.term ?? found.code ?? '')
  }
  return String(value)
}
