import { networkInterfaces } from 'node:os'
import type { AppOptions } from '../core/app.ts'
import { AppError } from '../shared/domain/app-error.ts'
import type { HostInfo } from '../shared/ipc/host.ts'

/** What this host does for the core: it says what it is; a terminal and a page in a browser have no dialogs of the system. */
export function createHeadlessHost(kind: Exclude<HostInfo['kind'], 'desktop'>, locale: string): AppOptions['host'] {
  const refuse = (): Promise<never> => Promise.reject(new AppError('NOT_AVAILABLE_HERE'))
  const info: HostInfo = {
    kind,
    platform: process.platform,
    hasDialogs: false,
    locale: toLanguageTag(locale),
    notifications: kind === 'browser' ? 'page' : 'none',
    hasTray: false,
    canStartAtLogin: false,
  }
  return {
    info: () => info,
    showFolder: refuse,
    chooseFile: refuse,
    openExternal: refuse,
    acceptWeakSecretStore: refuse,
    notifier: null,
    isOnline: hasOutsideAddress,
    loginStart: null,
  }
}

/** Without an address of its own beside loopback a machine reaches nobody. */
function hasOutsideAddress(): boolean {
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ internal }) => !internal))
}

/** `zh_CN.UTF-8` as environments have it becomes `zh-CN`; what names no language becomes English. */
export function toLanguageTag(locale: string): string {
  const tag = locale.split(/[.@]/, 1)[0]?.replaceAll('_', '-') ?? ''
  try {
    const [canonical] = Intl.getCanonicalLocales(tag)
    return canonical && tag !== 'C' && tag !== 'POSIX' ? canonical : 'en'
  } catch {
    return 'en'
  }
}
