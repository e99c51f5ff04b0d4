<?php
/** One page between two sign-ins; it sends itself, and has a button where scripts do not run. */

declare( strict_types=1 );

defined( 'ABSPATH' ) || exit;

/** @var array<string,string> $fields */
?>
<!doctype html>
<html <?php language_attributes(); ?>>
<head>
<meta charset="<?php bloginfo( 'charset' ); ?>">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title><?php echo esc_html( get_bloginfo( 'name' ) ); ?></title>
<style>body{font:1rem/1.5 Georgia,serif;max-width:34rem;margin:20vh auto;padding:0 1rem;color-scheme:light dark}button{font:inherit;min-height:44px;padding:.6em 1.2em}</style>
</head>
<body>
<form action="<?php echo esc_url( Masthead\home() . '/sso' ); ?>" method="post">
<?php foreach ( $fields as $masthead_name => $masthead_value ) : ?>
<input type="hidden" name="<?php echo esc_attr( $masthead_name ); ?>" value="<?php echo esc_attr( $masthead_value ); ?>">
<?php endforeach; ?>
<p><?php esc_html_e( 'One moment: you are signed in for bookmarks and comments, too.', 'masthead' ); ?></p>
<button><?php esc_html_e( 'Go on', 'masthead' ); ?></button>
</form>
<script>document.forms[0].submit()</script>
</body>
</html>
