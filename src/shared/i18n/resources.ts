import { accounts as accountsEn } from './en/accounts.ts'
import { calendar as calendarEn } from './en/calendar.ts'
import { changes as changesEn } from './en/changes.ts'
import { forecast as forecastEn } from './en/forecast.ts'
import { review as reviewEn } from './en/review.ts'
import { cli as cliEn } from './en/cli.ts'
import { domain as domainEn } from './en/domain.ts'
import { errors as errorsEn } from './en/errors.ts'
import { grid as gridEn } from './en/grid.ts'
import { host as hostEn } from './en/host.ts'
import { items as itemsEn } from './en/items.ts'
import { link as linkEn } from './en/link.ts'
import { links as linksEn } from './en/links.ts'
import { list as listEn } from './en/list.ts'
import { logConnector as logConnectorEn } from './en/log-connector.ts'
import { logCore as logCoreEn } from './en/log-core.ts'
import { logDemo as logDemoEn } from './en/log-demo.ts'
import { logLinks as logLinksEn } from './en/log-links.ts'
import { notices as noticesEn } from './en/notices.ts'
import { overview as overviewEn } from './en/overview.ts'
import { reminders as remindersEn } from './en/reminders.ts'
import { schedules as schedulesEn } from './en/schedules.ts'
import { settings as settingsEn } from './en/settings.ts'
import { shell as shellEn } from './en/shell.ts'
import { sync as syncEn } from './en/sync.ts'
import { tray as trayEn } from './en/tray.ts'
import { webhooks as webhooksEn } from './en/webhooks.ts'
import { welcome as welcomeEn } from './en/welcome.ts'
import { accounts as accountsZh } from './zh-CN/accounts.ts'
import { calendar as calendarZh } from './zh-CN/calendar.ts'
import { changes as changesZh } from './zh-CN/changes.ts'
import { forecast as forecastZh } from './zh-CN/forecast.ts'
import { review as reviewZh } from './zh-CN/review.ts'
import { cli as cliZh } from './zh-CN/cli.ts'
import { domain as domainZh } from './zh-CN/domain.ts'
import { errors as errorsZh } from './zh-CN/errors.ts'
import { grid as gridZh } from './zh-CN/grid.ts'
import { host as hostZh } from './zh-CN/host.ts'
import { items as itemsZh } from './zh-CN/items.ts'
import { link as linkZh } from './zh-CN/link.ts'
import { links as linksZh } from './zh-CN/links.ts'
import { list as listZh } from './zh-CN/list.ts'
import { logConnector as logConnectorZh } from './zh-CN/log-connector.ts'
import { logCore as logCoreZh } from './zh-CN/log-core.ts'
import { logDemo as logDemoZh } from './zh-CN/log-demo.ts'
import { logLinks as logLinksZh } from './zh-CN/log-links.ts'
import { notices as noticesZh } from './zh-CN/notices.ts'
import { overview as overviewZh } from './zh-CN/overview.ts'
import { reminders as remindersZh } from './zh-CN/reminders.ts'
import { schedules as schedulesZh } from './zh-CN/schedules.ts'
import { settings as settingsZh } from './zh-CN/settings.ts'
import { shell as shellZh } from './zh-CN/shell.ts'
import { sync as syncZh } from './zh-CN/sync.ts'
import { tray as trayZh } from './zh-CN/tray.ts'
import { webhooks as webhooksZh } from './zh-CN/webhooks.ts'
import { welcome as welcomeZh } from './zh-CN/welcome.ts'

export const LANGUAGES = ['zh-CN', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

/** All texts that a person sees, by language. Both languages have the same keys and placeholders (tested). */
export const resources = {
  'zh-CN': {
    accounts: accountsZh,
    calendar: calendarZh,
    changes: changesZh,
    forecast: forecastZh,
    review: reviewZh,
    cli: cliZh,
    domain: domainZh,
    error: errorsZh,
    grid: gridZh,
    host: hostZh,
    items: itemsZh,
    link: linkZh,
    links: linksZh,
    list: listZh,
    notices: noticesZh,
    overview: overviewZh,
    reminders: remindersZh,
    schedules: schedulesZh,
    settings: settingsZh,
    shell: shellZh,
    sync: syncZh,
    tray: trayZh,
    webhooks: webhooksZh,
    welcome: welcomeZh,
    log: { ...logConnectorZh, ...logCoreZh, ...logDemoZh, ...logLinksZh },
  },
  en: {
    accounts: accountsEn,
    calendar: calendarEn,
    changes: changesEn,
    forecast: forecastEn,
    review: reviewEn,
    cli: cliEn,
    domain: domainEn,
    error: errorsEn,
    grid: gridEn,
    host: hostEn,
    items: itemsEn,
    link: linkEn,
    links: linksEn,
    list: listEn,
    notices: noticesEn,
    overview: overviewEn,
    reminders: remindersEn,
    schedules: schedulesEn,
    settings: settingsEn,
    shell: shellEn,
    sync: syncEn,
    tray: trayEn,
    webhooks: webhooksEn,
    welcome: welcomeEn,
    log: { ...logConnectorEn, ...logCoreEn, ...logDemoEn, ...logLinksEn },
  },
} as const

/** Chooses a language from an explicit wish, the setting and the system's locale; Chinese when nothing speaks for English. */
export function chooseLanguage(wish: string | undefined, setting: string, systemLocale: string): Language {
  const found = [wish, setting].find((value) => value === 'zh-CN' || value === 'en')
  if (found) return found
  return systemLocale.toLowerCase().startsWith('en') ? 'en' : 'zh-CN'
}
