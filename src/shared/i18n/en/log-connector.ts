export const logConnector = {
  http: {
    'timed-out': '{{api}} did not answer within {{seconds}} s; trying again',
    throttled: '{{api}}: the provider limits the speed of requests; slowing down to a pace that it accepts',
    retry: '{{api}}: attempt {{attempt}} failed ({{cause}}), trying again shortly',
    'retries-silenced': '{{api}}: further retries are not listed one by one; see the figures of this run',
    'circuit-opened': 'Service {{service}} failed again and again ({{cause}}); not calling it for a while',
    'circuit-closed': 'Service {{service}} works again',
  },
  huawei: {
    connecting: 'Connecting to Huawei Cloud ({{host}}), key {{key}}',
    'clock-fast':
      "This computer's clock is about {{minutes}} minutes ahead of Huawei Cloud. Days left follow this clock; please correct it. A sync fails beyond 15 minutes",
    'clock-slow':
      "This computer's clock is about {{minutes}} minutes behind Huawei Cloud. Days left follow this clock; please correct it. A sync fails beyond 15 minutes",
    total: 'Huawei Cloud reports {{total}} yearly/monthly resources',
    'looked-up':
      '{{count}} resources that were inside the window are no longer in the list; looked up by id, {{found}} of them still exist (renewed out of the window)',
    'list-read': 'The list has been read: {{count}} of {{total}}, passes: {{passes}}',
    'list-again': 'The list changed while it was read: {{count}} rows, {{total}} reported. Starting pass {{next}}',
    'list-unstable':
      'The list still does not add up after {{passes}} passes: {{count}} rows, {{total}} reported. This result is incomplete',
    'list-without-total':
      'Huawei Cloud reported no total; {{count}} rows were read and nothing proves that they are all',
    'rows-repeated': '{{count}} repeated rows were merged',
    'rows-unreadable': '{{count}} rows have no id at all and cannot be identified',
    'time-malformed': 'Resource {{resource}} ({{id}}) has a time that cannot be read ({{fields}}); treated as unknown',
    'times-malformed-more': 'More resources have times that cannot be read; they are not listed one by one',
    'tags-in-bulk': 'Tags of {{count}} resources read in bulk (pay-per-use ones included)',
    'tags-read': 'Tags of {{count}} resources have been read',
    'tags-one-by-one': 'Reading tags resource by resource, {{count}} in all; this takes longer',
    'inventory-forbidden':
      'Tags cannot be read in bulk from Config ({{cause}} {{raw}}); reading them one by one from the tag service',
    'inventory-failed':
      'Reading tags in bulk failed ({{cause}} {{raw}}); the others are read one by one from the tag service',
    'inventory-circular': 'The pages of Config have no end; other tags are read one by one from the tag service',
    'tags-forbidden':
      'No permission to read tags ({{cause}} {{raw}}). Resources are synced as usual, tags stay as they are',
    'tags-missing': 'The tags of {{count}} resources could not be read ({{cause}} {{raw}}) and stay as they are',
    'tags-unknown-types': '{{count}} resources are not known to the tag service; their tags stay as they are',
    'projects-read': 'Names of {{count}} enterprise projects have been read',
    'projects-unavailable': 'Names of enterprise projects cannot be read ({{cause}} {{raw}}); only their ids are shown',
    'prices-read': 'Renewal quotes of {{count}} resources have been read',
    'prices-missing': 'There is no renewal quote for {{count}} resources ({{raw}})',
    'prices-refused':
      'The provider has no renewal quote for {{count}} resources ({{raw}}); not asked for again for 30 days, unless their expiry moves',
    'prices-later':
      'Quotes of {{count}} resources outside of the window are still to be read; the next sync goes on with them',
    'prices-unavailable': 'Renewal quotes cannot be read ({{cause}} {{raw}}); not asked for again in this run',
  },
} as const
