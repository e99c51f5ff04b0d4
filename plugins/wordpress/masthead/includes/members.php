<?php
declare( strict_types=1 );

namespace Masthead;

add_action( 'init', __NAMESPACE__ . '\\register_members' );
add_action( 'rest_api_init', __NAMESPACE__ . '\\register_members_route' );

function register_members(): void {
	register_block_type( __DIR__ . '/../blocks/members', array( 'render_callback' => __NAMESPACE__ . '\\members_block' ) );
	add_shortcode( 'masthead_members', __NAMESPACE__ . '\\members_shortcode' );
	wp_register_script( 'masthead-members', plugins_url( 'assets/members.js', FILE ), array(), VERSION, true );
}

/** @param array $attributes */
function members_block( $attributes, string $inner, \WP_Block $block ): string {
	return for_members( part_name( serialize_block( $block->parsed_block ) ), $inner );
}

/** @param mixed $attributes */
function members_shortcode( $attributes, ?string $inner = null ): string {
	return null === $inner ? '' : for_members( part_name( $inner ), do_shortcode( $inner ) );
}

/** A name that stays the same while the words do, and tells nothing of them. */
function part_name( string $source ): string {
	return substr( wp_hash( 'masthead part ' . $source ), 0, 20 );
}

/**
 * What everybody gets in its place. The words themselves are in no page, no feed and no cache: the browser of a member fetches them. Whoever may
 * edit the story sees them in the preview.
 */
function for_members( string $part, string $inner ): string {
	$post_id = (int) get_the_ID();
	if ( is_collecting() ) {
		collected( $part, $inner );
		return '';
	}
	if ( is_preview() && current_user_can( 'edit_post', $post_id ) ) {
		return '<div class="masthead-members">' . $inner . '</div>';
	}
	if ( is_plain() ) {
		return '';
	}
	$address = story_address( $post_id );
	$sign_in = home() . '/signin?returnTo=' . rawurlencode( '/back?to=' . rawurlencode( $address ) );
	$link    = '' === home() ? '' : sprintf( ' <a href="%s">%s</a>', esc_url( $sign_in ), esc_html__( 'Sign in to read it.', 'masthead' ) );
	$words   = '<p class="masthead-members-note">' . esc_html__( 'The rest of this is for members.', 'masthead' ) . $link . '</p>';
	if ( ! is_for_readers() || ! is_singular() ) {
		return $words;
	}
	wp_enqueue_script( 'masthead-members' );
	return sprintf(
		'<div class="masthead-members" data-masthead-home="%s" data-masthead-address="%s" data-masthead-route="%s" data-masthead-post="%d" data-masthead-part="%s" data-masthead-away="%s">%s</div>',
		esc_url( home() ),
		esc_url( $address ),
		esc_url( rest_url( 'masthead/v1/members-content' ) ),
		$post_id,
		esc_attr( $part ),
		esc_attr__( 'This could not be fetched just now. Load the page again in a moment.', 'masthead' ),
		$words
	);
}

/** The token comes in the body: caches keep no answer to a POST, and some servers drop the header it would otherwise stand in. */
function register_members_route(): void {
	register_rest_route(
		'masthead/v1',
		'/members-content',
		array(
			'methods'             => 'POST',
			'permission_callback' => '__return_true',
			'callback'            => __NAMESPACE__ . '\\answer_members',
			'args'                => array(
				'post'  => array( 'type' => 'integer', 'required' => true, 'minimum' => 1 ),
				'part'  => array( 'type' => 'string', 'required' => true, 'pattern' => '^[0-9a-f]{20}$' ),
				'token' => array( 'type' => 'string', 'required' => true, 'maxLength' => 8192 ),
			),
		)
	);
}

/** @return \WP_REST_Response|\WP_Error */
function answer_members( \WP_REST_Request $request ) {
	if ( '' === home() || null === claims_of( (string) $request['token'], time() ) ) {
		return new \WP_Error( 'masthead_not_a_member', __( 'This is for members. Sign in, and load the page again.', 'masthead' ), array( 'status' => 403 ) );
	}
	$post  = get_post( (int) $request['post'] );
	$parts = $post && 'publish' === $post->post_status && '' === $post->post_password && is_post_publicly_viewable( $post ) ? parts_of_post( $post ) : array();
	if ( ! isset( $parts[ $request['part'] ] ) ) {
		return new \WP_Error( 'masthead_not_there', __( 'This part is not there any more. Load the page again.', 'masthead' ), array( 'status' => 404 ) );
	}
	$answer = new \WP_REST_Response( array( 'html' => $parts[ $request['part'] ] ) );
	$answer->header( 'Cache-Control', 'private, no-store' );
	return $answer;
}

/** @return array<string,string> the parts for members of a post, as they are shown, by their names */
function parts_of_post( \WP_Post $post ): array {
	collected_reset( true );
	as_page_of(
		$post,
		static function () use ( $post ): string {
			return (string) apply_filters( 'the_content', $post->post_content );
		}
	);
	return collected_reset( false );
}

/** While it is on, parts for members are collected and stand in no text. */
function is_collecting(): bool {
	return null !== ( $GLOBALS['masthead_parts'] ?? null );
}

function collected( string $part, string $inner ): void {
	$GLOBALS['masthead_parts'][ $part ] = $inner;
}

function collected_reset( bool $begins ): array {
	$had                       = $GLOBALS['masthead_parts'] ?? array();
	$GLOBALS['masthead_parts'] = $begins ? array() : null;
	return (array) $had;
}

/** While it is on, a story is shown as it leaves the site: without boxes, and without what is for members. */
function is_plain(): bool {
	return ! empty( $GLOBALS['masthead_plain'] );
}

function as_plain_page( \WP_Post $post, callable $make ): string {
	$before                    = is_plain();
	$GLOBALS['masthead_plain'] = true;
	try {
		return as_page_of( $post, $make );
	} finally {
		$GLOBALS['masthead_plain'] = $before;
	}
}

/** Makes something as if the post were the one that is shown, and leaves everything as it was. */
function as_page_of( \WP_Post $post, callable $make ): string {
	$before = $GLOBALS['post'] ?? null;
	$GLOBALS['post'] = $post; // phpcs:ignore WordPress.WP.GlobalVariablesOverride.Prohibited -- Put back below.
	setup_postdata( $post );
	try {
		return $make();
	} finally {
		$GLOBALS['post'] = $before; // phpcs:ignore WordPress.WP.GlobalVariablesOverride.Prohibited
		if ( $before instanceof \WP_Post ) {
			setup_postdata( $before );
		}
	}
}
