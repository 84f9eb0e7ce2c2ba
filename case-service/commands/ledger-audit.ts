/** `ledger audit`: see contracts/cli/ledger-audit.ts. */
import { join } from 'node:path';
import { defineCommand } from '../../contracts/cli/command.ts';
import { ledgerAuditContract } from '../../contracts/cli/ledger-audit.ts';
import { ok } from '../../contracts/result.ts';
import { auditLog } from '../ledger/audit.ts';

export const ledgerAuditCommand = defineCommand(ledgerAuditContract, async ({ data, from }, context) => {
  const startedMs = performance.now();
  const audited = await auditLog(join(data, 'ledger'), from, {
    progress: context.progress,
    isAborted: () => context.signal.aborted,
  });
  if (!audited.ok) return audited;
  const { root, ...report } = audited.value;
  return ok({
    ...report,
    from,
    rootHash: Buffer.from(root).toString('base64'),
    seconds: (performance.now() - startedMs) / 1000,
  });
});
