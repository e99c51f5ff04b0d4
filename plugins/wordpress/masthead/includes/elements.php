<?php
declare( strict_types=1 );

namespace Masthead;

add_action( 'wp_enqueue_scripts', __NAMESPACE__ . '\\load_elements' );
add_filter( 'script_loader_tag', __NAMESPACE__ . '\\as_module', 10, 2 );
add_filter( 'the_content', __NAMESPACE__ . '\\add_elements', 99 );

/** Whether this request shows a page to a reader, where scripts may stand. */
function is_for_readers(): bool {
	if ( '' === home() || is_admin() || is_feed() || is_embed() || is_preview() || is_customize_preview() || is_404() || wp_is_json_request() || ( defined( 'REST_REQUEST' ) && REST_REQUEST ) ) {
		return false;
	}
	foreach ( array( 'amp_is_request', 'is_amp_endpoint', 'ampforwp_is_amp_endpoint' ) as $is_amp ) {
		if ( function_exists( $is_amp ) && did_action( 'wp' ) && $is_amp() ) {
			return false;
		}
	}
	return true;
}

/** Whether this page is one story, which everybody may read. */
function is_story_page(): bool {
	return is_for_readers() && is_singular( setting( 'types' ) ) && 'publish' === get_post_status( get_queried_object_id() ) && ! post_password_required( get_queried_object_id() );
}

/** One tag a page. The small style sheet is our own copy, in the page: a Masthead that does not answer must hold no page up. */
function load_elements(): void {
	if ( ! is_story_page() ) {
		return;
	}
	wp_enqueue_script( 'masthead', home() . '/embed/masthead.js', array(), null, true ); // phpcs:ignore WordPress.WP.EnqueuedResourceParameters.MissingVersion -- It carries its own.
	wp_register_style( 'masthead', false, array(), VERSION );
	wp_enqueue_style( 'masthead' );
	wp_add_inline_style( 'masthead', (string) file_get_contents( __DIR__ . '/../assets/masthead.css' ) . own_styles() . theme_properties() );
}

function as_module( $tag, $handle ) {
	return 'masthead' === $handle ? str_replace( '<script ', '<script type="module" defer ', str_replace( array( " type='text/javascript'", ' type="text/javascript"' ), '', $tag ) ) : $tag;
}

/** A theme shows some texts without the_content of the story that the page is about: those stay as they are. */
function add_elements( $content ): string {
	$content = (string) $content;
	if ( get_the_ID() !== get_queried_object_id() || is_collecting() || is_plain() || doing_filter( 'get_the_excerpt' ) || ! is_story_page() ) {
		return $content;
	}
	$bookmark = element( 'bookmark' );
	$before   = 'before' === setting( 'bookmark' ) ? '<p class="masthead-saving">' . $bookmark . '</p>' : '';
	$after    = 'after' === setting( 'bookmark' ) ? '<p class="masthead-saving">' . $bookmark . '</p>' : '';
	foreach ( array( 'benefits', 'newsletters', 'offers' ) as $name ) {
		if ( setting( $name ) ) {
			$after .= element( $name, fallback( $name ) );
		}
	}
	return $before . $content . ( '' === $after ? '' : '<div class="masthead-boxes">' . $after . '</div>' );
}

/** The boxes speak English, whatever the page speaks; what stands in their place until then is the site's. */
function element( string $name, string $fallback = '' ): string {
	return sprintf( '<masthead-%1$s lang="en" address="%2$s"><div lang="%3$s">%4$s</div></masthead-%1$s>', $name, esc_url( story_address( get_queried_object_id() ) ), esc_attr( get_bloginfo( 'language' ) ), $fallback );
}

function story_address( int $post_id ): string {
	return (string) get_permalink( $post_id );
}

/** What readers without scripts have, and everybody while Masthead cannot be reached. */
function fallback( string $name ): string {
	$back = '/signin?returnTo=' . rawurlencode( '/back?to=' . rawurlencode( story_address( get_queried_object_id() ) ) );
	switch ( $name ) {
		case 'benefits':
			return sprintf( '<p><a href="%s">%s</a></p>', esc_url( home() . $back ), esc_html__( 'Sign in to bookmark stories, comment, and subscribe to our newsletters.', 'masthead' ) );
		case 'newsletters':
			return sprintf( '<p><a href="%s">%s</a></p>', esc_url( home() . '/newsletters' ), esc_html__( 'Our newsletters', 'masthead' ) );
		default:
			return sprintf( '<p><a href="%s">%s</a></p>', esc_url( home() . '/offers' ), esc_html__( 'Offers for members', 'masthead' ) );
	}
}

function own_styles(): string {
	return '.masthead-boxes>*,.masthead-talk>*{margin-block:2rem}.masthead-saving{margin-block:1rem}.masthead-members-note{border-block:1px solid var(--masthead-line,#dedad0);padding:1rem 0}.masthead-members-note a,.masthead-boxes a,.masthead-talk a{color:inherit}.masthead-earlier ol{padding-inline-start:1.25rem}.masthead-earlier summary{min-height:44px;display:flex;align-items:center;cursor:pointer}';
}
