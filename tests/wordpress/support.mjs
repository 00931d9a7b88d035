// A WordPress of the test's own: Debian's, on an empty database, with PHP's own web server. Nothing of the machine's is changed,
// and all of it is gone when the test is over.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { background, freePort, root, run } from '../scale/support.mjs';

const kPassword = 'a long password of the test';
export const kAdmin = { user: 'admin', password: kPassword };

/**
 * Debian's WordPress, unpacked in build/engines: installed it would bring a web server, which would be started. What its files
 * link to is beside it.
 */
function debianTree() {
  const tree = join(root, 'build/engines/wordpress');
  if (!existsSync(tree)) {
    const work = `${tree}-${process.pid}`;
    mkdirSync(work, { recursive: true });
    run('apt-get', ['download', '-qq', 'wordpress', 'wordpress-theme-twentytwentythree', 'libjs-cropper', 'libjs-underscore', 'php-getid3'], { cwd: work });
    for (const name of readdirSync(work)) run('dpkg', ['-x', name, '.'], { cwd: work });
    renameSync(work, tree);
  }
  return join(tree, 'usr/share/wordpress');
}

/** MariaDB in `folder`, heard at a socket alone. It may run as another user than root only, or as root where told so. */
async function startDatabase(t, folder) {
  mkdirSync(folder);
  const own = ['--no-defaults', `--datadir=${folder}`, ...(process.getuid() === 0 ? ['--user=root'] : [])];
  run('mariadb-install-db', [...own, '--auth-root-authentication-method=normal', '--skip-test-db']);
  const socket = join(folder, 's');
  const server = background(t, '/usr/sbin/mariadbd', [...own, `--socket=${socket}`, `--pid-file=${folder}/pid`, '--skip-networking', '--innodb-flush-log-at-trx-commit=0']);
  await server.said(/ready for connections/);
  run('mariadb', ['--no-defaults', `--socket=${socket}`, '-uroot', '-e', `CREATE DATABASE site; CREATE USER site@localhost IDENTIFIED BY 'site'; GRANT ALL ON site.* TO site@localhost;`]);
  return socket;
}

const config = (socket, url) => `<?php
define( 'DB_NAME', 'site' );
define( 'DB_USER', 'site' );
define( 'DB_PASSWORD', 'site' );
define( 'DB_HOST', 'localhost:${socket}' );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DB_COLLATE', '' );
foreach ( array( 'AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE' ) as $name ) {
	define( $name . '_KEY', $name . ' key' );
	define( $name . '_SALT', $name . ' salt' );
}
define( 'WP_HOME', '${url}' );
define( 'WP_SITEURL', '${url}' );
define( 'WP_DEBUG', true );
define( 'WP_DEBUG_DISPLAY', false );
define( 'WP_DEBUG_LOG', __DIR__ . '/wp-content/debug.log' );
define( 'DISABLE_WP_CRON', true );
define( 'WP_HTTP_BLOCK_EXTERNAL', true );
define( 'AUTOMATIC_UPDATER_DISABLED', true );
define( 'FS_METHOD', 'direct' );
$table_prefix = 'wp_';
defined( 'ABSPATH' ) || define( 'ABSPATH', __DIR__ . '/' );
require_once ABSPATH . 'wp-settings.php';
`;

const kInstall = `<?php
define( 'WP_INSTALLING', true );
require __DIR__ . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install( 'A shop', '${kAdmin.user}', 'admin@shop.example', true, '', '${kPassword}' );
`;

/** A file is served, else WordPress answers. */
const kRouter = `<?php
$path = __DIR__ . rawurldecode( parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH ) );
if ( is_file( $path ) || is_file( rtrim( $path, '/' ) . '/index.php' ) ) {
	return false;
}
require __DIR__ . '/index.php';
`;

/**
 * {url, folder, php}: an installed site, with `mustUse` (a PHP file) loaded by it. `php` runs code in it and gives what that printed.
 */
export async function startWordPress(t, { mustUse }) {
  const folder = mkdtempSync(join(tmpdir(), 'wordpress-'));
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const site = join(folder, 'site');
  const url = `http://127.0.0.1:${await freePort()}`;
  const socket = await startDatabase(t, join(folder, 'db'));
  // It is links in part; that to the configuration of a machine's web server leads nowhere.
  cpSync(debianTree(), site, { recursive: true, dereference: true, filter: (path) => !path.endsWith('.htaccess') });
  for (const name of ['uploads', 'mu-plugins', 'upgrade']) mkdirSync(join(site, 'wp-content', name));
  cpSync(mustUse, join(site, 'wp-content/mu-plugins/test.php'));
  writeFileSync(join(site, 'wp-config.php'), config(socket, url));
  writeFileSync(join(folder, 'router.php'), kRouter.replaceAll('__DIR__', `'${site}'`));
  const php = (code, env = {}) => {
    writeFileSync(join(site, 'run.php'), code);
    return run('php', ['-d', 'display_errors=stderr', join(site, 'run.php')], { env: { ...process.env, ...env } });
  };
  php(kInstall);
  const server = background(t, 'php', ['-d', 'upload_max_filesize=8M', '-S', url.slice(7), '-t', site, join(folder, 'router.php')], { env: { ...process.env, PHP_CLI_SERVER_WORKERS: '4' } });
  await server.said(/Development Server .* started/);
  return { url, folder: site, php: (code) => php(`<?php require __DIR__ . '/wp-load.php'; ${code}`) };
}
