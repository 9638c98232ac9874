/** Skips the inside of an element that browsers read as text, such as a script. */
export interface RawText {
  /** What follows the inside, from the end tag on; null while it goes on. */
  write(text: string): string | null
}

const DELIMITER = '[\\t\\n\\f\\r />]'
/** In a script, `<!--` and then `<script` make the next end tag part of the script (the double escaped state). */
const SCRIPT = new RegExp(`<!--|-->|</?script${DELIMITER}`, 'gi')

/** Creates the skipper for one element, `script` or another one. */
export function createRawText(name: string): RawText {
  const pattern = name === 'script' ? SCRIPT : new RegExp(`</${name}${DELIMITER}`, 'gi')
  const longest = `</${name} `.length
  let held = ''
  let depth: 'plain' | 'escaped' | 'double' = 'plain'

  /** True when the found piece ends the element. */
  const isEnd = (found: string): boolean => {
    if (found === '<!--') {
      if (depth === 'plain') depth = 'escaped'
    } else if (found === '-->') {
      depth = 'plain'
    } else if (!found.startsWith('</')) {
      if (depth === 'escaped') depth = 'double'
    } else {
      if (depth !== 'double') return true
      depth = 'escaped'
    }
    return false
  }
  return {
    write(text) {
      const all = held + text
      let at = 0
      pattern.lastIndex = 0
      for (let match = pattern.exec(all); match !== null; match = pattern.exec(all)) {
        if (isEnd(match[0])) return all.slice(match.index)
        // The dashes of `<!--` may be those of `-->` too; the end of `<script ` may begin nothing.
        if (match[0] === '<!--') pattern.lastIndex -= 2
        at = pattern.lastIndex
      }
      held = all.slice(Math.max(at, all.length - longest + 1))
      return null
    },
  }
}
