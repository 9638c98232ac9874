/** Chinese by pinyin, numbers inside of names by value: `ecs-9` before `ecs-10`. */
const collator = new Intl.Collator('zh-CN', { numeric: true })

/** The order in which people look for names; texts that count as equal stand in the order of their characters. */
export function comparePeople(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0)
}
