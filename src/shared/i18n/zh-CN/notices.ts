import { noticesPage } from './notices-page.ts'
import { noticesWords } from './notices-words.ts'

export const notices = {
  page: noticesPage,
  ...noticesWords,
} as const
