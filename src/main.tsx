// Before any schema is made: zod would probe for eval, which the CSP forbids.
import './services/zod-jitless.ts';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(<App />);
