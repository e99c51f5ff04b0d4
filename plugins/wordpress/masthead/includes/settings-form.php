<?php
/** Settings → Masthead. */

declare( strict_types=1 );

namespace Masthead;

defined( 'ABSPATH' ) || exit;

$masthead_state  = bulk_state();
$masthead_left   = $masthead_state['done'] + $masthead_state['failed'] < $masthead_state['total'];
$masthead_report = comments_report();
?>
<div class="wrap masthead">
<h1><?php esc_html_e( 'Masthead', 'masthead' ); ?></h1>
<p><?php esc_html_e( 'Members for this site: they bookmark stories, comment, and subscribe, with one sign-in. Three things connect the two, and the test below says what is missing.', 'masthead' ); ?></p>
<form action="options.php" method="post">
<?php settings_fields( OPTION ); ?>

<h2><?php esc_html_e( 'Connection', 'masthead' ); ?></h2>
<table class="form-table" role="presentation">
<tr><th scope="row"><label for="masthead-home"><?php esc_html_e( 'Address of your Masthead', 'masthead' ); ?></label></th>
<td><input class="regular-text code" type="url" id="masthead-home" name="masthead[home]" value="<?php echo esc_attr( home() ); ?>" placeholder="https://members.example.org">
<p class="description"><?php esc_html_e( 'A subdomain of this site. Its pages and yours then know the same reader, without a cookie of a third party.', 'masthead' ); ?></p></td></tr>
<tr><th scope="row"><label for="masthead-key"><?php esc_html_e( 'Key', 'masthead' ); ?></label></th>
<td>
<?php if ( defined( 'MASTHEAD_API_KEY' ) ) : ?>
<p><code><?php echo esc_html( key_prefix() ); ?>…</code> <?php esc_html_e( 'It stands in wp-config.php.', 'masthead' ); ?></p>
<?php else : ?>
<input class="regular-text code" type="password" autocomplete="off" id="masthead-key" name="masthead_key" value="" placeholder="<?php echo esc_attr( '' === key_prefix() ? 'mh_…' : key_prefix() . '…' ); ?>">
<p class="description">
<?php
echo '' === key_prefix()
	? esc_html__( 'Make one at the desk, under Keys, for “Import stories”, and paste it here. It is shown once.', 'masthead' )
	/* translators: %s: how a key begins */
	: esc_html( sprintf( __( 'In use: %s… Left empty, it stays as it is.', 'masthead' ), key_prefix() ) );
?>
</p>
<?php if ( '' !== key_prefix() ) : ?>
<p><label><input type="checkbox" name="masthead[forget_key]" value="1"> <?php esc_html_e( 'Forget this key', 'masthead' ); ?></label></p>
<?php endif; ?>
<?php endif; ?>
</td></tr>
<tr><th scope="row"><?php esc_html_e( 'This site', 'masthead' ); ?></th>
<td><p><code><?php echo esc_html( own_origin() ); ?></code></p><p class="description"><?php esc_html_e( 'List exactly this at the desk, under “On your pages”.', 'masthead' ); ?></p>
<p><button type="button" class="button" id="masthead-test"><?php esc_html_e( 'Test the connection', 'masthead' ); ?></button></p>
<p class="description"><?php esc_html_e( 'It tests what is saved.', 'masthead' ); ?></p>
<ul id="masthead-found" aria-live="polite"></ul></td></tr>
</table>

<h2><?php esc_html_e( 'On your stories', 'masthead' ); ?></h2>
<table class="form-table" role="presentation">
<tr><th scope="row"><?php esc_html_e( 'Stories are', 'masthead' ); ?></th><td><fieldset><legend class="screen-reader-text"><?php esc_html_e( 'Stories are', 'masthead' ); ?></legend>
<?php foreach ( story_types() as $masthead_type ) : ?>
<label><input type="checkbox" name="masthead[types][]" value="<?php echo esc_attr( $masthead_type ); ?>" <?php checked( in_array( $masthead_type, setting( 'types' ), true ) ); ?>> <?php echo esc_html( get_post_type_object( $masthead_type )->labels->name ); ?></label>&emsp;
<?php endforeach; ?>
</fieldset></td></tr>
<tr><th scope="row"><?php esc_html_e( 'Boxes', 'masthead' ); ?></th><td>
<?php
choice( 'bookmark', __( 'Bookmark button', 'masthead' ), array( 'before' => __( 'over the text', 'masthead' ), 'after' => __( 'under the text', 'masthead' ), 'off' => __( 'not shown', 'masthead' ) ) );
choice( 'comments', __( 'Comments in place of WordPress’s own', 'masthead' ), array( 'open' => __( 'where WordPress has comments open', 'masthead' ), 'all' => __( 'on every story', 'masthead' ), 'off' => __( 'not shown', 'masthead' ) ) );
checkbox( 'earlier', __( 'Show what was commented in WordPress below them', 'masthead' ) );
checkbox( 'benefits', __( 'What members have, under the text', 'masthead' ) );
checkbox( 'newsletters', __( 'Newsletters, under the text', 'masthead' ) );
checkbox( 'offers', __( 'Offers for members, under the text', 'masthead' ) );
checkbox( 'colours', __( 'In the letters and colours of the theme', 'masthead' ), __( 'Where it names them in its theme.json, and they can be read.', 'masthead' ) );
?>
</td></tr>
<tr><th scope="row"><?php esc_html_e( 'Stories to Masthead', 'masthead' ); ?></th><td>
<?php
checkbox( 'push', __( 'Bring a story over when it is published, corrected or moved', 'masthead' ) );
checkbox( 'body', __( 'With its text', 'masthead' ), __( 'So that it can be read there, too. What is for members is left out.', 'masthead' ) );
?>
</td></tr>
<tr><th scope="row"><?php esc_html_e( 'Single sign-on', 'masthead' ); ?></th><td>
<?php
checkbox( 'sign_on', __( 'Who signs in here is signed in at Masthead, too', 'masthead' ) );
checkbox( 'proven', __( 'This site has proven the mail address of each account', 'masthead' ), __( 'Only if readers cannot have an account with an address that is not theirs. Without it Masthead sends a mail the first time.', 'masthead' ) );
$masthead_keys = public_keys();
?>
<?php if ( array() !== $masthead_keys['keys'] ) : ?>
<p><?php esc_html_e( 'At the desk, under Settings → Single sign-on, write:', 'masthead' ); ?></p>
<p><label for="masthead-issuer"><?php esc_html_e( 'Issuer', 'masthead' ); ?></label><br><input type="text" class="regular-text code" readonly id="masthead-issuer" value="<?php echo esc_attr( own_origin() ); ?>"></p>
<p><label for="masthead-login"><?php esc_html_e( 'Address of the login', 'masthead' ); ?></label><br><input type="text" class="large-text code" readonly id="masthead-login" value="<?php echo esc_attr( sign_on_address() ); ?>"></p>
<p><label for="masthead-keys-at"><?php esc_html_e( 'Address of its public keys', 'masthead' ); ?></label><br><input type="text" class="large-text code" readonly id="masthead-keys-at" value="<?php echo esc_attr( rest_url( 'masthead/v1/keys' ) ); ?>"></p>
<p><label for="masthead-keys"><?php esc_html_e( 'Or the public keys themselves', 'masthead' ); ?></label><br><textarea class="large-text code" rows="4" readonly id="masthead-keys"><?php echo esc_textarea( (string) wp_json_encode( $masthead_keys ) ); ?></textarea></p>
<p><label><input type="checkbox" name="masthead[new_pair]" value="1"> <?php esc_html_e( 'Make another key pair now: the one before has leaked', 'masthead' ); ?></label></p>
<?php endif; ?>
</td></tr>
</table>
<?php submit_button(); ?>
</form>

<h2><?php esc_html_e( 'All stories', 'masthead' ); ?></h2>
<p><?php esc_html_e( 'Brings over every public story, once at the beginning. It can be stopped, and goes on where it was; a story that is there already is not doubled.', 'masthead' ); ?></p>
<p><button type="button" class="button" id="masthead-push-all"><?php esc_html_e( 'Push all stories', 'masthead' ); ?></button>
<button type="button" class="button" id="masthead-stop" hidden><?php esc_html_e( 'Stop', 'masthead' ); ?></button>
<button type="button" class="button" id="masthead-resume" data-left="<?php echo $masthead_left ? 'yes' : ''; ?>" hidden><?php esc_html_e( 'Go on', 'masthead' ); ?></button></p>
<p><progress id="masthead-progress" aria-label="<?php esc_attr_e( 'Stories that are there', 'masthead' ); ?>" hidden></progress> <span id="masthead-pushed" role="status"></span></p>

<h2><?php esc_html_e( 'Comments that were written here', 'masthead' ); ?></h2>
<p><?php esc_html_e( 'A file with the approved ones, their threads, names and dates, and no mail address of anybody. Whoever runs Masthead takes it in: masthead comments import wordpress comments.xml --dry-run shows what would become of each, and without --dry-run it does it.', 'masthead' ); ?></p>
<table class="widefat striped masthead-figures"><tbody>
<?php
$masthead_parts = array(
	'exported'   => __( 'In the file', 'masthead' ),
	'waiting'    => __( 'Left out: wait for approval', 'masthead' ),
	'spam'       => __( 'Left out: spam', 'masthead' ),
	'trash'      => __( 'Left out: in the trash', 'masthead' ),
	'no_comment' => __( 'Left out: pings and notes of plugins', 'masthead' ),
	'not_public' => __( 'Left out: of stories that are not public', 'masthead' ),
	'all'        => __( 'All', 'masthead' ),
);
foreach ( $masthead_parts as $masthead_part => $masthead_words ) {
	printf( '<tr><th scope="row">%s</th><td>%s</td></tr>', esc_html( $masthead_words ), esc_html( number_format_i18n( $masthead_report[ $masthead_part ] ) ) );
}
?>
</tbody></table>
<form action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" method="post">
<?php wp_nonce_field( 'masthead_export' ); ?>
<input type="hidden" name="action" value="masthead_export_comments">
<p><button class="button"><?php esc_html_e( 'Download the comments', 'masthead' ); ?></button></p>
</form>

<h2><?php esc_html_e( 'What was done', 'masthead' ); ?></h2>
<?php if ( array() === noted() ) : ?>
<p><?php esc_html_e( 'Nothing yet. Each story that is brought over is noted here, the last fifty.', 'masthead' ); ?></p>
<?php else : ?>
<?php $masthead_states = array( 'done' => __( 'Done', 'masthead' ), 'waits' => __( 'Waits', 'masthead' ), 'failed' => __( 'Failed', 'masthead' ) ); ?>
<table class="widefat striped"><thead><tr><th scope="col"><?php esc_html_e( 'When', 'masthead' ); ?></th><th scope="col"><?php esc_html_e( 'Story', 'masthead' ); ?></th><th scope="col"><?php esc_html_e( 'What became of it', 'masthead' ); ?></th></tr></thead><tbody>
<?php foreach ( noted() as $masthead_line ) : ?>
<tr><td><?php echo esc_html( wp_date( get_option( 'date_format' ) . ' ' . get_option( 'time_format' ), $masthead_line['at'] ) ); ?></td>
<td><?php echo esc_html( 0 === $masthead_line['post'] ? __( '(deleted)', 'masthead' ) : get_the_title( $masthead_line['post'] ) ); ?></td>
<td class="masthead-<?php echo esc_attr( $masthead_line['state'] ); ?>"><b><?php echo esc_html( $masthead_states[ $masthead_line['state'] ] ?? '' ); ?></b> <?php echo esc_html( $masthead_line['words'] ); ?></td></tr>
<?php endforeach; ?>
</tbody></table>
<?php endif; ?>
</div>
