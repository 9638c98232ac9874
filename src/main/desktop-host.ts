import { basename, join } from 'node:path'
import type { HostPort } from '../core/host-port.ts'
import { AppError } from '../shared/domain/app-error.ts'
import type { HostInfo } from '../shared/ipc/host.ts'
import type { Translator } from '../shared/i18n/translator.ts'
import { toExternalUrl } from './external-link.ts'

export interface DesktopHostOptions {
  readonly platform: string
  readonly locale: () => string
  readonly openPath: (path: string) => Promise<string>
  readonly openExternal: (url: string) => Promise<void>
  readonly showSaveDialog: (options: {
    readonly title: string
    readonly defaultPath: string
    readonly filters: { name: string; extensions: string[] }[]
  }) => Promise<{ readonly canceled: boolean; readonly filePath: string }>
  readonly documentsDir: () => string
  readonly acceptWeakStore: () => void
  readonly notifier: HostPort['notifier']
  readonly isOnline: () => boolean
  readonly hasTray: () => boolean
  readonly loginStart: HostPort['loginStart']
  readonly translator: () => Translator
}

const FILTERS = {
  backup: { label: 'host.dialog.backupFiles', ending: 'sqlite' },
  bundle: { label: 'host.dialog.bundleFiles', ending: 'json' },
} as const

/** What the desktop does for its window: folders, dialogs and links, with the system's own means. */
export function createDesktopHost(options: DesktopHostOptions): HostPort {
  const info = (): HostInfo => ({
    kind: 'desktop',
    platform: options.platform,
    hasDialogs: true,
    locale: options.locale(),
    notifications: options.notifier ? 'native' : 'none',
    hasTray: options.hasTray(),
    canStartAtLogin: options.loginStart !== null,
  })
  return {
    info,
    async showFolder(path) {
      const problem = await options.openPath(path)
      if (problem !== '') throw new AppError('FILE_UNREADABLE', { file: path }, { raw: problem })
    },
    async chooseFile({ purpose, suggestedName }) {
      const { t } = options.translator()
      const { label, ending } = FILTERS[purpose]
      const { canceled, filePath } = await options.showSaveDialog({
        title: t(`host.dialog.${purpose}`),
        // A suggestion is a name, never a path that leads somewhere else.
        defaultPath: join(options.documentsDir(), basename(suggestedName.replaceAll('\\', '/'))),
        filters: [{ name: t(label), extensions: [ending] }],
      })
      return { file: canceled || filePath === '' ? null : filePath }
    },
    async openExternal(url) {
      const external = toExternalUrl(url)
      if (external === null) throw new AppError('LINK_NOT_ALLOWED', { url: url.slice(0, 200) })
      try {
        await options.openExternal(external)
      } catch (cause) {
        const raw = cause instanceof Error ? cause.message : String(cause)
        throw new AppError('NOT_AVAILABLE_HERE', {}, { cause, raw })
      }
    },
    acceptWeakSecretStore: async () => options.acceptWeakStore(),
    notifier: options.notifier,
    isOnline: options.isOnline,
    loginStart: options.loginStart,
  }
}
