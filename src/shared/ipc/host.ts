import { z } from 'zod'
import { output, route } from './route.ts'

/** What the process around the core can do for a window. */
export interface HostInfo {
  readonly kind: 'desktop' | 'browser' | 'terminal'
  /** As Node's `process.platform` names it. */
  readonly platform: string
  /** Opens folders and asks for file names with the system's own dialogs. */
  readonly hasDialogs: boolean
  /** The operating system's language, BCP 47. */
  readonly locale: string
  /** Who shows notifications: the host itself, the page with what its browser offers, or nobody. */
  readonly notifications: 'native' | 'page' | 'none'
  /** The app can go on in the tray when its window is closed. */
  readonly hasTray: boolean
  /** The app can be started when the person logs in. */
  readonly canStartAtLogin: boolean
}

/** Requests that the host answers, not the core; NOT_AVAILABLE_HERE where it cannot. */
export const hostRoutes = {
  'host.info': route({ input: z.strictObject({}), output: output<HostInfo>() }),
  /** Opens a folder of ours in the file manager. */
  'host.showFolder': route({
    input: z.strictObject({ folder: z.enum(['data', 'backups']) }),
    output: output<null>(),
  }),
  /** Asks where to save; null when the person thinks better of it. */
  'host.chooseFile': route({
    input: z.strictObject({ purpose: z.enum(['backup', 'bundle']), suggestedName: z.string().min(1).max(200) }),
    output: output<{ readonly file: string | null }>(),
  }),
  /** Opens http, https and mailto links outside; LINK_NOT_ALLOWED for anything else. */
  'host.openExternal': route({ input: z.strictObject({ url: z.string().max(4096) }), output: output<null>() }),
  /** Whether the app is started, without its window, when the person logs in. NOT_AVAILABLE_HERE. */
  'host.startsAtLogin': route({ input: z.strictObject({}), output: output<{ readonly startsAtLogin: boolean }>() }),
  'host.setStartsAtLogin': route({
    input: z.strictObject({ startsAtLogin: z.boolean() }),
    output: output<{ readonly startsAtLogin: boolean }>(),
  }),
  /** The person accepts that secrets are kept without a keychain; they can be stored from now on. */
  'host.acceptWeakSecretStore': route({ input: z.strictObject({}), output: output<null>() }),
}
