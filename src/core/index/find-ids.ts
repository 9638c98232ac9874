import type { CodeName } from './columns.ts'
import type { Picture } from './picture.ts'

/** Keys of items by the text that stands for them; a text that stands for none is missing. */
export type FoundKeys = ReadonlyMap<string, readonly number[]>

/**
 * Items, gone ones included, whose provider's id is one of these texts: all of them, because several accounts may have one
 * resource. A text that is no id stands for the item that alone has it as its name. Texts are NFKC and trimmed.
 */
export function findTexts(picture: Picture, texts: readonly string[]): FoundKeys {
  const found = rowsByText(picture, 'resource_id', texts)
  const names = texts.filter((text) => !found.has(text))
  for (const [text, keys] of rowsByText(picture, 'resource_name', names)) {
    if (keys.length === 1) found.set(text, keys)
  }
  return found
}

function rowsByText(picture: Picture, name: CodeName, texts: readonly string[]): Map<string, number[]> {
  const { codes, dictionary } = picture.columns.codes[name]
  const found = new Map<string, number[]>()
  if (texts.length === 0) return found
  const wanted = new Set(texts)
  const textOf: (string | undefined)[] = []
  // What is stored may be written in another width than what was pasted, so that every text has to be looked at.
  for (let code = 1; code < dictionary.size; code += 1) {
    const text = toComparable(dictionary.text(code) ?? '')
    if (wanted.has(text)) textOf[code] = text
  }
  for (let row = 0; row < picture.rows; row += 1) {
    const text = textOf[codes[row] as number]
    if (text === undefined) continue
    const keys = found.get(text)
    if (keys) keys.push(picture.keys[row] as number)
    else found.set(text, [picture.keys[row] as number])
  }
  return found
}

/** A pasted text as it is compared: without white space around it, in the usual width; case counts. */
export function toComparable(text: string): string {
  return text.normalize('NFKC').trim()
}
