<?php
declare( strict_types=1 );

namespace Masthead;

add_filter( 'comments_template', __NAMESPACE__ . '\\talk_template', 99 );
add_filter( 'render_block_core/comments', __NAMESPACE__ . '\\talk_in_block_theme', 99 );
add_filter( 'render_block_core/post-comments', __NAMESPACE__ . '\\talk_in_block_theme', 99 );
add_filter( 'comments_open', __NAMESPACE__ . '\\closed_here', 99, 2 );
add_filter( 'pings_open', __NAMESPACE__ . '\\closed_here', 99, 2 );

/** Whether readers comment on this story at Masthead. Who closed it by hand in WordPress has closed it here, too. */
function has_talk( int $post_id ): bool {
	$post = get_post( $post_id );
	if ( ! $post || '' === home() || ! in_array( $post->post_type, setting( 'types' ), true ) ) {
		return false;
	}
	return 'all' === setting( 'comments' ) || ( 'open' === setting( 'comments' ) && 'open' === $post->comment_status );
}

/** Whoever comments, does it there: WordPress takes no new ones for such a story, by no way. */
function closed_here( $is_open, $post_id ): bool {
	return (bool) $is_open && ! has_talk( (int) $post_id );
}

function talk_template( $template ) {
	return is_story_page() && has_talk( get_queried_object_id() ) ? __DIR__ . '/comments-template.php' : $template;
}

function talk_in_block_theme( $html ): string {
	return is_story_page() && has_talk( get_queried_object_id() ) ? talk() : (string) $html;
}

/**
 * The comments, and below them those that were written in WordPress before. WordPress renders its block within itself, so it is asked for twice
 * where one is shown.
 */
function talk(): string {
	static $made = array();
	$post_id     = get_queried_object_id();
	if ( ! isset( $made[ $post_id ] ) ) {
		$made[ $post_id ] = make_talk( $post_id );
	}
	return $made[ $post_id ];
}

function make_talk( int $post_id ): string {
	$address  = story_address( $post_id );
	$html     = comments_html( $address );
	$fallback = '' === $html
		? '<p>' . esc_html__( 'The comments cannot be shown just now.', 'masthead' ) . '</p>'
		: '<div lang="en">' . $html . '</div>';
	return '<section class="masthead-talk" id="comments" aria-label="' . esc_attr__( 'Comments', 'masthead' ) . '">' . element( 'comments', $fallback ) . earlier( $post_id ) . '</section>';
}

/** What was said here before stays readable until it is moved. */
function earlier( int $post_id ): string {
	$comments = setting( 'earlier' ) ? get_comments( array( 'post_id' => $post_id, 'status' => 'approve', 'type' => 'comment', 'orderby' => 'comment_date_gmt', 'order' => 'ASC' ) ) : array();
	if ( array() === $comments ) {
		return '';
	}
	$count = count( $comments );
	/* translators: %s: how many */
	$title = sprintf( _n( '%s earlier comment', '%s earlier comments', $count, 'masthead' ), number_format_i18n( $count ) );
	$list  = wp_list_comments( array( 'style' => 'ol', 'echo' => false, 'per_page' => 0, 'avatar_size' => 0, 'reverse_top_level' => false, 'type' => 'comment' ), $comments );
	return '<details class="masthead-earlier"><summary>' . esc_html( $title ) . '</summary><ol>' . $list . '</ol></details>';
}
