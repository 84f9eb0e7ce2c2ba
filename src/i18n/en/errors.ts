import type { EnglishTexts } from '../zh.ts';

export const errors: EnglishTexts['errors'] = {
  code: 'Code {{code}}',
  network: {
    why: 'The server did not answer.',
    do: 'Check the network and try again; if it stays, call operations.',
  },
  'bad-answer': {
    why: 'The answer of the server is not what was agreed.',
    do: 'The versions may differ: reload the page. If it stays, give the code to operations.',
  },
  forbidden: { why: 'Your role does not have this right.', do: 'Ask an administrator if you need it.' },
  expired: { why: 'Your session expired.', do: 'Sign in again; what you typed is kept.' },
  conflict: {
    why: 'Somebody has just changed this record.',
    do: 'The newest state has been fetched: check it, then submit again.',
  },
  missing: {
    why: 'The server does not have this record.',
    do: 'It may have been closed or removed; refresh the list.',
  },
  invalid: {
    why: 'One entry does not meet the rules.',
    do: 'Correct it as the hint says, then submit again.',
  },
  unavailable: {
    why: 'A service that this needs is not available now.',
    do: 'It restarts by itself; try again in a moment.',
  },
  other: {
    why: 'The server refused this request.',
    do: 'Try again; if it stays, give the code to operations.',
  },
  crash: {
    what: 'This part of the screen failed.',
    why: 'The program met something it did not expect; the other parts still work.',
    do: 'Load this part again; if it stays, give the text below to operations.',
  },
  what: {
    district: 'The district manifest was not read.',
    registers: 'The registers were not read.',
    alarms: 'The alarms were not read.',
    acknowledge: 'The alarm was not acknowledged.',
    cases: 'The cases were not read.',
    fileCase: 'The case was not filed; what you typed is still here.',
    sheet: 'The case sheet was not read.',
    receipt: 'The ledger receipt was not read.',
    history: 'The earlier alarms were not read.',
    frames: 'The raw frames were not read.',
    devices: 'The device states were not read.',
    zones: 'The planning conditions were not read.',
    signOut: 'You are not signed out.',
    session: 'It is not known whether you are signed in.',
    live: 'The live connection was not opened.',
    map: 'The 3D map did not open.',
  },
};
