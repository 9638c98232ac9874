import type { CodeName } from './columns.ts'
import { keep, type Picture } from './picture.ts'
import { createSlices } from './slices.ts'

/** Keys of items by the text that stands for them; a text that stands for none is missing. */
export type FoundKeys = ReadonlyMap<string, readonly number[]>

const COMPARED = ['resource_id', 'resource_name'] as const satisfies readonly CodeName[]

/** Values that are looked at in one go. */
const VALUES_AT_ONCE = 1000

/** A text of these characters is compared as it is. */
const PLAIN = /^[\u0021-\u007e](?:[\u0020-\u007e]*[\u0021-\u007e])?$/

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

/** Looks in slices at the ids and names that there are, before anybody pastes some; true when there was something to do. */
export async function prepareFindTexts(picture: Picture, isNeeded: () => boolean): Promise<boolean> {
  const slices = createSlices()
  let isOther = false
  for (const name of COMPARED) {
    while (isNeeded() && !readVariants(picture, name, VALUES_AT_ONCE)) {
      isOther = true
      await slices.rest()
    }
  }
  return isOther
}

function rowsByText(
  picture: Picture,
  name: (typeof COMPARED)[number],
  texts: readonly string[],
): Map<string, number[]> {
  const { codes, dictionary } = picture.columns.codes[name]
  const found = new Map<string, number[]>()
  if (texts.length === 0) return found
  readVariants(picture, name, Infinity)
  const { byText } = variantsOf(picture, name)
  const textOf = new Map<number, string>()
  for (const text of texts) {
    const code = dictionary.codeOf(text)
    if (code !== undefined) textOf.set(code, text)
    for (const variant of byText.get(text) ?? []) textOf.set(variant, text)
  }
  if (textOf.size === 0) return found
  const isWanted = new Uint8Array(dictionary.size)
  for (const code of textOf.keys()) isWanted[code] = 1
  for (let row = 0; row < picture.rows; row += 1) {
    const code = codes[row] as number
    if (isWanted[code] !== 1) continue
    const text = textOf.get(code) as string
    const keys = found.get(text)
    if (keys) keys.push(picture.keys[row] as number)
    else found.set(text, [picture.keys[row] as number])
  }
  return found
}

/** Values that are compared as another text than they are, by that text: what is stored may be of another width. */
interface Variants {
  readonly byText: Map<string, number[]>
  /** Codes below this have been looked at; values of a dictionary never change, there are only more of them. */
  end: number
}

function variantsOf(picture: Picture, name: (typeof COMPARED)[number]): Variants {
  return keep(picture, `variants.${name}`, '', (): Variants => ({ byText: new Map(), end: 1 }))
}

/** True when all values have been looked at. */
function readVariants(picture: Picture, name: (typeof COMPARED)[number], limit: number): boolean {
  const { dictionary } = picture.columns.codes[name]
  const variants = variantsOf(picture, name)
  const end = Math.min(variants.end + limit, dictionary.size)
  for (let code = variants.end; code < end; code += 1) {
    const text = dictionary.text(code) ?? ''
    if (PLAIN.test(text)) continue
    const comparable = toComparable(text)
    if (comparable === text) continue
    const codes = variants.byText.get(comparable)
    if (codes) codes.push(code)
    else variants.byText.set(comparable, [code])
  }
  variants.end = Math.max(variants.end, end)
  return variants.end >= dictionary.size
}

/** A pasted text as it is compared: without white space around it, in the usual width; case counts. */
export function toComparable(text: string): string {
  return PLAIN.test(text) ? text : text.normalize('NFKC').trim()
}
