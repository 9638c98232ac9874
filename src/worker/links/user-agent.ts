/** Kept equal to package.json by a test: the bundle has no package.json beside it. */
export const VERSION = '0.1.0'

/** How the app introduces itself to servers: by name, so that an operator can tell who asks and why. */
export const USER_AGENT = `Duewatch/${VERSION} (link check)`
