/**
 * The three functions of the metadata proposal that tsyringe, on which @peculiar/x509 is built, asks for as soon as it is
 * loaded. Import this first.
 */
const metadata = new WeakMap<object, Map<unknown, unknown>>()

function getOwnMetadata(key: unknown, target: object): unknown {
  return metadata.get(target)?.get(key)
}

function getMetadata(key: unknown, target: object): unknown {
  for (let place: object | null = target; place !== null; place = Reflect.getPrototypeOf(place)) {
    const entries = metadata.get(place)
    if (entries?.has(key)) return entries.get(key)
  }
  return undefined
}

function defineMetadata(key: unknown, value: unknown, target: object): void {
  const entries = metadata.get(target) ?? new Map<unknown, unknown>()
  metadata.set(target, entries.set(key, value))
}

if (!('getMetadata' in Reflect)) Object.assign(Reflect, { getOwnMetadata, getMetadata, defineMetadata })
