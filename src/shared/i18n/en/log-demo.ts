export const logDemo = {
  demo: {
    generated:
      'Demo account: all {{size}} items are generated sample data, not real resources, and no network is used (sync {{sync}})',
    total: '{{total}} sample items in all',
    page: 'One page generated, {{rows}} items',
    tags: 'Tags generated for {{count}} resources',
    prices: '{{count}} renewal quotes generated, for demonstration only',
  },
} as const
