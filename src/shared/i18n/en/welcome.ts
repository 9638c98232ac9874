export const welcome = {
  title: 'What runs out, what is charged when, who decides',
  lead: 'Duewatch reads the expiry dates of your yearly and monthly resources and keeps them on this computer, for review, filters and checks, offline too.',
  demo: {
    title: 'Have a look first',
    text: 'Try everything with generated demo data. No account needed, removable in one step.',
    working: 'Generating demo data…',
  },
  account: {
    title: 'Add a cloud account',
    text: 'Enter a read-only access key, test it, then sync.',
  },
  facts: {
    title: 'Safe to use',
    readOnly: 'Read-only permissions are enough: nothing in the program can spend money or delete a resource.',
    local: 'Data and the encrypted key stay on this computer.',
    offline: 'Everything but syncing works offline, and every page says how old its data are.',
  },
} as const
