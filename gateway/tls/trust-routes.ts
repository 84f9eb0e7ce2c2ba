/** /ca.crt and /trust: how a browser comes to trust the authority of this installation. */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import type { GatewayContext } from '../context.ts';
import { nonceOf } from '../http/security-headers.ts';

function trustPage(fingerprint: string, nonce: string): string {
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>信任本机证书 · Trust this installation</title>
<style nonce="${nonce}">body{font:16px/1.6 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}
code{overflow-wrap:anywhere;background:#f0f2f5;padding:.1em .3em}section{margin-bottom:2.5rem}</style></head><body>
<section><h1>信任本系统的证书</h1>
<p>浏览器只有信任证书后，才允许定位、离线使用和高速分析。证书由本系统自行签发，只对内网地址和本系统的名称有效。</p>
<ol><li>下载 <a href="/ca.crt">ca.crt</a>，并向管理员核对 SHA-256 指纹：<br><code>${fingerprint}</code></li>
<li>Windows：双击 ca.crt →“安装证书”→“本地计算机”→“受信任的根证书颁发机构”。</li>
<li>统信 UOS、麒麟、Debian（系统）：复制到 <code>/usr/local/share/ca-certificates/</code>，执行 <code>sudo update-ca-certificates</code>；
Chromium 另需在“设置 → 隐私和安全 → 管理证书 → 授权机构”中导入。</li>
<li>Android：“设置 → 安全 → 加密与凭据 → 安装证书 → CA 证书”。iOS：安装描述文件后，在“关于本机 → 证书信任设置”中启用。</li>
<li>重新启动浏览器，打开<a href="/">首页</a>。</li></ol></section>
<section lang="en"><h1>Trust the certificate of this installation</h1>
<p>Only with a trusted certificate do browsers allow location, offline use and fast analyses. This installation signed
it itself; it is valid for private addresses and the names of this installation alone.</p>
<ol><li>Download <a href="/ca.crt">ca.crt</a> and compare its SHA-256 fingerprint with the one your administrator
has:<br><code>${fingerprint}</code></li>
<li>Windows: open ca.crt, “Install certificate”, “Local machine”, “Trusted root certification authorities”.</li>
<li>Linux (system): copy it to <code>/usr/local/share/ca-certificates/</code> and run
<code>sudo update-ca-certificates</code>; in Chromium also import it under Settings, Privacy and security, Manage certificates, Authorities.</li>
<li>Android: Settings, Security, Encryption and credentials, Install a certificate, CA certificate. iOS: install the
profile, then enable it under About, Certificate trust settings.</li>
<li>Restart the browser and open the <a href="/">first page</a>.</li></ol></section></body></html>
`;
}

/** Only where the authority is ours: a certificate that the operator brought needs no such page. */
export function addTrustRoutes(app: FastifyInstance, { config }: GatewayContext): void {
  const path = config.caCertificatePath;
  if (path === null) return;
  app.get('/ca.crt', async (_request, reply) =>
    reply
      .type('application/x-x509-ca-cert')
      .header('content-disposition', 'attachment; filename="chengkan-ca.crt"')
      .header('cache-control', 'no-cache')
      // Read anew: a renewal may have made another authority since the start.
      .send(await readFile(path, 'utf8')),
  );
  app.get('/trust', async (request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(trustPage(new X509Certificate(await readFile(path)).fingerprint256, nonceOf(request))),
  );
}
